import type { JsonObject, JsonValue } from "@steelyard/interfaces";
import { attribute, type RedfishResource } from "@steelyard/redfish-client";

/** The fields that are there, under the inventory's names. Texts lose the blanks that BIOSes pad them with. */
export function fieldsOf(
  part: Pick<RedfishResource, "body">,
  table: Readonly<Record<string, readonly string[]>>,
): JsonObject {
  const entries = Object.entries(table).flatMap(([name, path]): [string, JsonValue][] => {
    const value = attribute(part, ...path);
    const told = typeof value === "string" ? value.trim() : value;
    return told === undefined || told === "" ? [] : [[name, told]];
  });
  return Object.fromEntries(entries);
}

/** `Status`, as the inventory has it. */
export function statusOf(part: Pick<RedfishResource, "body">): JsonObject | undefined {
  const status = fieldsOf(part, {
    health: ["Status", "Health"],
    state: ["Status", "State"],
    health_rollup: ["Status", "HealthRollup"],
  });
  return Object.keys(status).length === 0 ? undefined : status;
}
