import type { JsonValue } from "@steelyard/interfaces";

/** The JSON in an answer's text, or undefined where there is none. Some services start it with a byte order mark. @internal */
export function parseJson(text: string): JsonValue | undefined {
  const bare = text.charCodeAt(0) === 0xfeff ? text.slice(1) : text;
  if (bare.trim() === "") return undefined;
  try {
    return JSON.parse(bare) as JsonValue;
  } catch {
    // What is not JSON is judged by the caller, who knows whether it had to be.
    return undefined;
  }
}
