import { DriverError, type JsonObject, type JsonSchema, type StepDescription } from "@steelyard/interfaces";
import { Ajv2020, type ErrorObject, type ValidateFunction } from "ajv/dist/2020.js";
import ajvFormats from "ajv-formats";
import { stepId } from "./planned-step.js";

/** Schemas kept compiled; an agent brings its own, so there is no end to them. */
const KEPT = 512;

const ajv = new Ajv2020({ strict: false, addUsedSchema: false, verbose: false });
ajvFormats.default(ajv);

const compiled = new Map<string, { readonly schema: JsonSchema; readonly validate: ValidateFunction }>();

/**
 * Checks the arguments of a step against its schema. A step without a schema takes no argument.
 *
 * @throws DriverError `INVALID_PARAMETER` naming step, argument and what is expected, never a value; `INTERNAL` where the
 *   step's own schema is broken
 * @public
 */
export function validateArgs(offered: StepDescription, args: JsonObject): void {
  if (offered.args === undefined) {
    const [name] = Object.keys(args);
    if (name !== undefined) throw badArgs(offered, `takes no arguments, but ${name} is given`);
    return;
  }
  const validate = validatorOf(offered, offered.args);
  if (validate(args)) return;
  const error = validate.errors?.[0];
  throw badArgs(offered, error === undefined ? "has arguments that are not usable" : explain(error));
}

function validatorOf(offered: StepDescription, schema: JsonSchema): ValidateFunction {
  const key = JSON.stringify(schema);
  const known = compiled.get(key);
  if (known !== undefined) return known.validate;
  let validate: ValidateFunction;
  try {
    validate = ajv.compile(schema);
  } catch (cause) {
    throw new DriverError(
      "INTERNAL",
      { reason: `The argument schema of step ${stepId(offered)} can not be used.` },
      { cause },
    );
  }
  compiled.set(key, { schema, validate });
  const [oldest] = compiled;
  if (compiled.size > KEPT && oldest !== undefined) {
    compiled.delete(oldest[0]);
    ajv.removeSchema(oldest[1].schema);
  }
  return validate;
}

function explain({ instancePath, keyword, params, message }: ErrorObject): string {
  const at = instancePath.slice(1);
  const inside = (name: unknown) => (at === "" ? String(name) : `${at}/${String(name)}`);
  if (keyword === "required") return `needs the argument ${inside(params["missingProperty"])}`;
  if (keyword === "additionalProperties") return `has no argument ${inside(params["additionalProperty"])}`;
  const values = params["allowedValues"];
  const expectation = Array.isArray(values) ? `must be one of ${values.join(", ")}` : message;
  return at === "" ? `has arguments that ${expectation}` : `has an argument ${at} that ${expectation}`;
}

function badArgs(offered: StepDescription, what: string): DriverError {
  return new DriverError("INVALID_PARAMETER", { reason: `Step ${stepId(offered)} ${what}.` });
}
