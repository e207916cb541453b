import type { JsonSchema } from "@steelyard/interfaces";
import { Ajv2020 } from "ajv/dist/2020.js";

/** Strict, so that a misspelt keyword is found here and not by an operator whose argument is taken unchecked. */
const ajv = new Ajv2020({ strict: true, strictRequired: false, strictTypes: false, allErrors: true });

/** @throws Error unless `schema` compiles, describes every argument and refuses arguments it does not know */
export function mustBeArgumentSchema(what: string, schema: JsonSchema): void {
  const check = ajv.compile(schema);
  if (schema["type"] !== "object") throw new Error(`${what}: the arguments are an object`);
  check({ no_such_argument: 1 });
  const isRefused = check.errors?.some(
    ({ keyword, params }) =>
      ["additionalProperties", "unevaluatedProperties"].includes(keyword) &&
      Object.values(params).includes("no_such_argument"),
  );
  if (!isRefused) throw new Error(`${what}: an argument it does not know is not refused`);
  const properties = (schema["properties"] ?? {}) as Readonly<Record<string, JsonSchema>>;
  for (const [name, { description }] of Object.entries(properties)) {
    if (typeof description !== "string" || description === "")
      throw new Error(`${what}: argument ${name} has no description`);
  }
}
