import type { JsonObject, JsonSchema, JsonValue } from "@steelyard/interfaces";
import { badRequest, notAcceptable } from "./api-error.js";
import { type Call, jsonBody } from "./call.js";
import { applyPatch, checkPatchTargets, jsonEqual, readPatch } from "./json-patch.js";
import { isUuidLike, looseBoolean } from "./loose-values.js";
import { checkSchema } from "./schema.js";

/** An attribute that a client may write. */
export interface Writable {
  readonly name: string;
  /** First minor version (default: that of the resource). */
  readonly since?: number;
  /** What an older request gets that sets it (default 406). */
  readonly below?: 400;
  readonly schema: JsonSchema;
  readonly kind?: "flag" | "uuid";
  readonly isRequired?: true;
  /** Set at creation only. */
  readonly isFixed?: true;
  /** Value when null or removed (default null); `never`: a patch can neither remove it nor make it null. */
  readonly empty?: JsonValue | "never";
}

export const TEXT: JsonSchema = { type: ["string", "null"], maxLength: 255 };
export const LONG_TEXT: JsonSchema = { type: ["string", "null"], maxLength: 4096 };
export const OBJECT: JsonSchema = { type: ["object", "null"] };
export const FLAG: JsonSchema = { type: ["string", "boolean", "null"] };

const schemas = new WeakMap<readonly Writable[], JsonSchema>();

function schemaOf(rows: readonly Writable[]): JsonSchema {
  let schema = schemas.get(rows);
  if (schema === undefined) {
    schema = {
      type: "object",
      properties: Object.fromEntries(rows.map(({ name, schema: of }) => [name, of])),
      required: rows.filter((row) => row.isRequired).map(({ name }) => name),
      additionalProperties: false,
    };
    schemas.set(rows, schema);
  }
  return schema;
}

function normalise(rows: readonly Writable[], values: JsonObject): Record<string, JsonValue> {
  const read: Record<string, JsonValue> = {};
  for (const row of rows) {
    const value = values[row.name];
    if (value === undefined) continue;
    if (value === null) {
      read[row.name] = row.empty === "never" ? null : (row.empty ?? null);
      continue;
    }
    read[row.name] = value;
    if (row.kind === "flag") {
      const isOn = looseBoolean(value);
      if (isOn === undefined) throw badRequest(`Invalid value for '${row.name}': expected a boolean.`);
      read[row.name] = isOn;
    }
    if (row.kind === "uuid" && !isUuidLike(value))
      throw badRequest(`Invalid value for '${row.name}': expected a UUID.`);
  }
  return read;
}

function refuseNewer(row: Writable | undefined, minor: number): void {
  if (row === undefined || minor >= (row.since ?? 1)) return;
  throw row.below === 400
    ? badRequest(`Unexpected attribute '${row.name}'.`)
    : notAcceptable(`The field '${row.name}'`);
}

/** Reads the body of a create request. @throws ApiError 400, 406 */
export function readNew(call: Call, what: string, rows: readonly Writable[]): Record<string, JsonValue> {
  const body = (jsonBody(call) ?? {}) as JsonObject;
  checkSchema(what, schemaOf(rows), body);
  for (const name of Object.keys(body))
    refuseNewer(
      rows.find((row) => row.name === name),
      call.minor,
    );
  return normalise(rows, body);
}

/** Reads a patch and applies it to `document`; answers what changed. @throws ApiError 400, 406 */
export function readChanges(
  call: Call,
  what: string,
  rows: readonly Writable[],
  document: JsonObject,
): Record<string, JsonValue> {
  const patchable = rows.filter((row) => !row.isFixed);
  const patch = readPatch(call);
  checkPatchTargets(patch, new Set(patchable.map(({ name }) => name)));
  for (const { segments, op } of patch) {
    const row = patchable.find(({ name }) => name === segments[0]);
    if (op !== "remove") refuseNewer(row, call.minor);
    else if (segments.length === 1 && row?.empty === "never")
      throw badRequest(`The attribute '${row.name}' can not be removed.`);
  }
  const before = Object.fromEntries(patchable.map(({ name }) => [name, document[name] ?? null]));
  const patched = applyPatch(before, patch);
  const kept = Object.fromEntries(Object.entries(patched).filter(([name, value]) => !jsonEqual(value, before[name])));
  const probe = Object.fromEntries(Object.entries(patched).filter(([name, value]) => name in kept || value !== null));
  checkSchema(what, schemaOf(patchable), probe);
  for (const { name, empty } of patchable) {
    if (empty === "never" && patched[name] === null && before[name] !== null)
      throw badRequest(`The attribute '${name}' can not be null.`);
    if (!(name in patched)) patched[name] = null;
  }
  const after = normalise(patchable, patched as JsonObject);
  return Object.fromEntries(Object.entries(after).filter(([name, value]) => !jsonEqual(value, before[name])));
}

/** Wire names → column names. */
export const toColumnNames = (values: Readonly<Record<string, JsonValue>>): Record<string, JsonValue> =>
  Object.fromEntries(
    Object.entries(values).map(([name, value]) => [
      name.replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase()),
      value,
    ]),
  );

/** A row's attributes in wire names. */
export const toWireNames = (row: object, names: readonly string[]): JsonObject =>
  Object.fromEntries(
    names.map((name) => [
      name,
      (row as Record<string, JsonValue>)[name.replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase())] ??
        null,
    ]),
  );
