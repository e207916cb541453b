import { badRequest, notAcceptable } from "./api-error.js";
import type { Call } from "./call.js";

/** What a field may need beside its row. */
export interface View {
  readonly minor: number;
  readonly baseUrl: string;
  /** Owner of a node by the ring. */
  readonly conductor?: string | null;
}

/** One field of a resource: when it is shown and from where it comes. */
export interface Field<T> {
  readonly name: string;
  /** First minor version. */
  readonly since: number;
  readonly read: (row: T, view: View) => unknown;
  /** Column to sort by; absent: can not be sorted by. */
  readonly sortKey?: string;
  /** Shown only when no `fields` were asked for; can not be asked for. */
  readonly isLink?: true;
  /** What an older request that names the field gets (default 406). */
  readonly below?: 400;
}

export type FieldTable<T> = readonly Field<T>[];

/** `2026-01-02T03:04:05.678Z` → `2026-01-02T03:04:05+00:00`. */
export const wireTime = (time: string | null): string | null => (time === null ? null : `${time.slice(0, 19)}+00:00`);

/** The pair of links of a resource. */
export function selfLinks(baseUrl: string, path: string): readonly object[] {
  return [
    { href: `${baseUrl}/v1/${path}`, rel: "self" },
    { href: `${baseUrl}/${path}`, rel: "bookmark" },
  ];
}

function refuse<T>(field: Field<T>): Error {
  return field.below === 400
    ? badRequest(`Field(s) "${field.name}" are not valid`)
    : notAcceptable(`The field '${field.name}'`);
}

/** The fields to show: those asked for, or all of the version. `links` always comes along. @throws ApiError 400, 406 */
export function selectFields<T>(
  table: FieldTable<T>,
  minor: number,
  wanted: readonly string[] | undefined,
): FieldTable<T> {
  if (wanted === undefined) return table.filter((field) => minor >= field.since);
  const known = new Map(table.map((field) => [field.name, field]));
  const newer = wanted.map((name) => known.get(name)).find((field) => field !== undefined && minor < field.since);
  if (newer !== undefined) throw refuse(newer);
  const unknown = wanted.filter((name) => known.get(name)?.isLink !== undefined || !known.has(name));
  if (unknown.length > 0) throw badRequest(`Field(s) "${unknown.join(", ")}" are not valid`);
  return table.filter((field) => field.name === "links" || wanted.includes(field.name));
}

/** The column of a `sort_key`. @throws ApiError 400, 406 */
export function sortColumn<T>(table: FieldTable<T>, minor: number, key: string): string {
  if (key === "id") return "id";
  const field = table.find(({ name }) => name === key);
  if (field !== undefined && minor < field.since) throw refuse(field);
  if (field?.sortKey === undefined) throw badRequest(`The sort_key value "${key}" is an invalid field for sorting`);
  return field.sortKey;
}

/** A row as the client sees it. */
export function represent<T>(row: T, fields: FieldTable<T>, view: View): Record<string, unknown> {
  const shown: Record<string, unknown> = {};
  for (const field of fields) shown[field.name] = field.read(row, view);
  return shown;
}

export const viewOf = (call: Pick<Call, "minor" | "baseUrl">): View => ({ minor: call.minor, baseUrl: call.baseUrl });
