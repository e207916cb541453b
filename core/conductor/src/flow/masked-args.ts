import type { JsonObject, JsonValue } from "@steelyard/interfaces";

const SECRET_NAME = /pass|secret|token|key|cred/i;

/** Step arguments as rows and operators may see them: values under secret-sounding names become asterisks. */
export function maskedArgs(args: JsonObject): JsonObject {
  return mask(args) as JsonObject;
}

function mask(value: JsonValue): JsonValue {
  if (Array.isArray(value)) return (value as readonly JsonValue[]).map(mask);
  if (value === null || typeof value !== "object") return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, entry]) => [name, SECRET_NAME.test(name) ? "******" : mask(entry)]),
  );
}
