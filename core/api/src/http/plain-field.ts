import { type Field, wireTime } from "./field.js";

const columnOf = (name: string): string => name.replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase());

/** A field that shows a column as it is, and can be sorted by. */
export function plainField<T>(name: string, since: number, below?: 400): Field<T> {
  const key = columnOf(name) as keyof T & string;
  return { name, since, read: (row) => row[key], sortKey: key, ...(below === undefined ? {} : { below }) };
}

/** A field that shows a JSON column. */
export function jsonField<T>(name: string, since: number): Field<T> {
  const key = columnOf(name) as keyof T & string;
  return { name, since, read: (row) => row[key] };
}

/** A field that shows a time. */
export function timeField<T>(name: string, since: number): Field<T> {
  const key = columnOf(name) as keyof T & string;
  return { name, since, read: (row) => wireTime(row[key] as string | null), sortKey: key };
}
