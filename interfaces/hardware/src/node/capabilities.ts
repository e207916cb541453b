import type { JsonValue } from "./json.js";

/**
 * Reads `properties.capabilities` or `instance_info.capabilities`: `k:v,k2:v2`, or an object.
 *
 * @remarks Source: Ironic `ironic.drivers.utils.get_node_capability`.
 * @returns a map; malformed parts are left out
 * @public
 */
export function parseCapabilities(value: JsonValue | undefined): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  if (typeof value === "string") {
    for (const part of value.split(",")) {
      const at = part.indexOf(":");
      if (at > 0) found.set(part.slice(0, at).trim(), part.slice(at + 1).trim());
    }
  } else if (value !== null && typeof value === "object" && !Array.isArray(value)) {
    for (const [key, entry] of Object.entries(value)) found.set(key, String(entry));
  }
  return found;
}

/** Writes capabilities in the order given as `k:v,k2:v2`. @public */
export function formatCapabilities(capabilities: ReadonlyMap<string, string>): string {
  return [...capabilities].map(([key, value]) => `${key}:${value}`).join(",");
}
