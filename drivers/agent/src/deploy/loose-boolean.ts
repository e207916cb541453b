import type { JsonValue } from "@steelyard/interfaces";

const TRUE = new Set(["true", "t", "yes", "y", "on", "1"]);

/** Source: oslo.utils `strutils.bool_from_string`: what is none of the true words is false. */
export function isOn(value: JsonValue | undefined): boolean {
  return value !== undefined && value !== null && TRUE.has(String(value).trim().toLowerCase());
}
