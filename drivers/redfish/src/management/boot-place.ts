import type { JsonObject } from "@steelyard/interfaces";
import { linkOf, optionalObject, type RedfishResource } from "@steelyard/redfish-client";
import type { Bmc } from "../access/bmc.js";

const OVERRIDE = /^BootSourceOverride(Target|Enabled|Mode)\b/;

/** Whether a resource has a boot override, or tells the values of one; some have a boot order alone (HPE Cray). */
export function hasBootOverride(resource: RedfishResource): boolean {
  return Object.keys(optionalObject(resource, "Boot") ?? {}).some((name) => OVERRIDE.test(name));
}

/**
 * The resource whose boot override is written: the system's settings object where that one has the override, else the system.
 * A settings object may hold a boot order alone (XCC); the override is then the system's own.
 *
 * @remarks Source: DSP0266, "Settings resource"; reference/redfish.md §2 "set_boot_device".
 */
export async function bootPlace(bmc: Bmc, system: RedfishResource): Promise<RedfishResource> {
  if (linkOf(system, "@Redfish.Settings", "SettingsObject") === undefined) return system;
  const settings = await bmc.linked(system, "@Redfish.Settings", "SettingsObject");
  return settings !== undefined && hasBootOverride(settings) ? settings : system;
}

/** Writes boot settings where they live. */
export async function patchBoot(bmc: Bmc, place: RedfishResource, boot: JsonObject): Promise<void> {
  await bmc.patch(place.uri, { Boot: boot });
}
