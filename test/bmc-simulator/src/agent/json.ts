/** An object of JSON. */
export type JsonObject = Readonly<Record<string, unknown>>;

export function isJsonObject(value: unknown): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** The object, or an empty one where the value is none. */
export function objectOr(value: unknown): JsonObject {
  return isJsonObject(value) ? value : {};
}
