import type { Scope } from "../database/scope.js";

/** How a value is kept. `time`: ISO 8601 outside, milliseconds since 1970 in the row. */
export type ColumnKind = "text" | "int" | "real" | "bool" | "json" | "time";

/** A field of a domain object and its column. */
export interface Column {
  readonly field: string;
  readonly column: string;
  readonly kind: ColumnKind;
}

/** Declares columns: field → kind. The column's name is the field in snake_case. */
export function columns(kinds: Readonly<Record<string, ColumnKind>>): readonly Column[] {
  return Object.entries(kinds).map(([field, kind]) => ({ field, kind, column: snakeCase(field) }));
}

export function snakeCase(field: string): string {
  return field.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}

export type Row = Record<string, unknown>;

/** A row as its domain object. */
export function fromRow<T>(list: readonly Column[], row: Row): T {
  return Object.fromEntries(list.map(({ field, column, kind }) => [field, decode(kind, row[column])])) as T;
}

function decode(kind: ColumnKind, value: unknown): unknown {
  if (value === null || value === undefined) return null;
  switch (kind) {
    case "int":
    case "real":
      return Number(value);
    case "bool":
      return value === true || value === 1 || value === "1";
    case "json":
      return typeof value === "string" ? JSON.parse(value) : value;
    case "time":
      return new Date(Number(value)).toISOString();
    default:
      return value;
  }
}

/** The given fields as a row; fields that are absent stay absent. */
export function toRow(scope: Scope, list: readonly Column[], fields: object): Row {
  const row: Row = {};
  for (const { field, column, kind } of list) {
    const value = (fields as Row)[field];
    if (value !== undefined) row[column] = encode(scope, kind, value);
  }
  return row;
}

function encode(scope: Scope, kind: ColumnKind, value: unknown): unknown {
  if (value === null) return null;
  switch (kind) {
    case "json":
      return JSON.stringify(value);
    case "time":
      return Date.parse(value as string);
    case "bool":
      return scope.dialect === "sqlite" ? (value === true ? 1 : 0) : value;
    default:
      return value;
  }
}
