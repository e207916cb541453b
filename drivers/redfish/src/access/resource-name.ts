import { attribute, type RedfishResource } from "@steelyard/redfish-client";

/** The name of a resource: its own, else the last part of its path. */
export function resourceName(resource: RedfishResource, ...names: readonly string[]): string {
  for (const name of names) {
    const value = attribute(resource, name);
    if (typeof value === "string" && value.trim() !== "") return value.trim();
  }
  return resource.uri.split("/").filter(Boolean).pop() ?? "";
}
