import { badRequest, notAcceptable } from "./api-error.js";
import { isLogicalName, isUuidLike, looseBoolean, looseInteger } from "./loose-values.js";

/** Named types of query parameters and of top-level keys of small request bodies. */
export type ArgumentKind = "string" | "list" | "boolean" | "integer" | "uuid" | "ident" | "steps" | "configdrive";

/** One argument of an endpoint. */
export interface Argument {
  readonly kind: ArgumentKind;
  /** First minor version (default 1). */
  readonly since?: number;
  /** What an older request gets: 406 (default) or 400; `allowed` where Ironic documents a version but does not check it. */
  readonly below?: 400 | 406 | "allowed";
  readonly isRequired?: true;
}

export type ArgumentTable = Readonly<Record<string, Argument>>;

/** Read arguments; an argument that was not given is absent or null. */
export type Arguments = Readonly<Record<string, unknown>>;

function readValue(name: string, kind: ArgumentKind, value: unknown): unknown {
  const wrong = (expected: string) => badRequest(`Invalid value for '${name}': expected ${expected}.`);
  if (value === null) return null;
  switch (kind) {
    case "string":
      if (typeof value !== "string") throw wrong("a string");
      return value;
    case "list":
      if (typeof value !== "string") throw wrong("a comma-separated list");
      return [...new Set(value.split(",").map((part) => part.trim().toLowerCase() && part.trim()))].filter(Boolean);
    case "boolean": {
      const read = looseBoolean(value);
      if (read === undefined) throw wrong("a boolean");
      return read;
    }
    case "integer": {
      const read = looseInteger(value);
      if (read === undefined) throw wrong("an integer");
      return read;
    }
    case "uuid":
      if (!isUuidLike(value)) throw wrong("a UUID");
      return value;
    case "ident":
      if (typeof value !== "string" || !(isUuidLike(value) || isLogicalName(value))) throw wrong("a UUID or a name");
      return value;
    case "steps":
      if (!Array.isArray(value)) throw wrong("a list of steps");
      return value;
    case "configdrive":
      if (typeof value !== "string" && (typeof value !== "object" || Array.isArray(value)))
        throw wrong("a string or an object");
      return value;
  }
}

/**
 * Reads what a request gave against its table: unknown names, repeated parameters and values of a wrong type are 400; then
 * arguments newer than the request are refused.
 */
export function readArguments(
  table: ArgumentTable,
  given: readonly (readonly [string, unknown])[],
  minor: number,
): Arguments {
  const read: Record<string, unknown> = Object.create(null) as Record<string, unknown>;
  for (const [name, value] of given) {
    const row = Object.hasOwn(table, name) ? table[name] : undefined;
    if (row === undefined) throw badRequest(`Unexpected argument '${name}'.`);
    if (name in read) throw badRequest(`The argument '${name}' is given more than once.`);
    read[name] = readValue(name, row.kind, value);
  }
  for (const [name, row] of Object.entries(table)) {
    if (row.isRequired && !(name in read)) throw badRequest(`Missing mandatory argument '${name}'.`);
    if (!(name in read) || read[name] === null || minor >= (row.since ?? 1) || row.below === "allowed") continue;
    if (row.below === 400) throw badRequest(`The argument '${name}' is not available at the requested API version.`);
    throw notAcceptable(`The argument '${name}'`);
  }
  return read;
}
