/** Ironic's loose booleans and integers, UUIDs and names. Source: oslo.utils `strutils`, `uuidutils`; `ironic.common.utils`. */

const TRUE_WORDS = new Set(["1", "t", "true", "on", "y", "yes"]);
const FALSE_WORDS = new Set(["0", "f", "false", "off", "n", "no"]);

/** Reads `true`, `"Yes"`, `"0"` …; undefined when it is none of them. */
export function looseBoolean(value: unknown): boolean | undefined {
  if (typeof value === "boolean") return value;
  if (typeof value !== "string") return undefined;
  const word = value.trim().toLowerCase();
  if (TRUE_WORDS.has(word)) return true;
  return FALSE_WORDS.has(word) ? false : undefined;
}

/** Reads `7` or `"7"`; undefined for anything else. */
export function looseInteger(value: unknown): number | undefined {
  if (typeof value === "number") return Number.isSafeInteger(value) ? value : undefined;
  if (typeof value !== "string" || !/^\s*[+-]?\d{1,15}\s*$/.test(value)) return undefined;
  return Number(value);
}

/** Says whether `value` reads as a UUID, with or without hyphens. */
export function isUuidLike(value: unknown): value is string {
  return (
    typeof value === "string" &&
    /^(urn:uuid:)?\{?[0-9a-f]{8}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{12}\}?$/i.test(value)
  );
}

/** Names of nodes, ports …: letters, digits and `-._~`. */
export function isLogicalName(value: string): boolean {
  return value.length <= 255 && /^[A-Za-z0-9\-._~]+$/.test(value);
}

/** Names as they had to be before 1.10. */
export function isHostname(value: string): boolean {
  return value.length <= 255 && value.split(".").every((part) => /^(?!-)[A-Za-z0-9-]{1,63}(?<!-)$/.test(part));
}

/** A MAC address in lower case with colons, or undefined. */
export function macAddress(value: unknown): string | undefined {
  return typeof value === "string" && /^([0-9a-f]{2}:){5}[0-9a-f]{2}$/i.test(value) ? value.toLowerCase() : undefined;
}
