import type { JsonSchema } from "@steelyard/interfaces";
import { Ajv2020, type ErrorObject, type ValidateFunction } from "ajv/dist/2020.js";
import { badRequest } from "./api-error.js";

const ajv = new Ajv2020({
  allErrors: false,
  strict: false,
  coerceTypes: false,
  useDefaults: false,
  validateFormats: false,
});
const compiled = new WeakMap<JsonSchema, ValidateFunction>();

function describe(what: string, error: ErrorObject | undefined): string {
  if (error === undefined) return `Schema error for ${what}.`;
  const where = error.instancePath === "" ? what : `${what}${error.instancePath}`;
  const detail = Object.entries(error.params as Record<string, unknown>)
    .filter(([key]) => ["additionalProperty", "allowedValues", "limit"].includes(key))
    .map(([key, value]) => ` (${key}: ${JSON.stringify(value)})`)
    .join("");
  return `Schema error for ${where}: ${error.message ?? "is not valid"}${detail}.`;
}

/** Checks `value`; compiled at first use. @throws ApiError 400 that names where in `what` the value is wrong */
export function checkSchema(what: string, schema: JsonSchema, value: unknown): void {
  let validate = compiled.get(schema);
  if (validate === undefined) {
    validate = ajv.compile(schema);
    compiled.set(schema, validate);
  }
  if (!validate(value)) throw badRequest(describe(what, validate.errors?.[0]));
}
