import { type BootMode, DriverError, type JsonObject } from "@steelyard/interfaces";
import {
  isRedfishError,
  optionalEnum,
  optionalString,
  type RedfishResource,
  stringsIn,
} from "@steelyard/redfish-client";
import type { Bmc } from "../access/bmc.js";
import { bootPlace, hasBootOverride, patchBoot } from "./boot-place.js";
import { bootEffect } from "./boot-quirks.js";

const MODE_OF = { UEFI: "uefi", Legacy: "bios" } as const satisfies Record<string, BootMode>;
const NAME_OF = { uefi: "UEFI", bios: "Legacy" } as const satisfies Record<BootMode, string>;

/** The boot mode, or undefined where the service does not tell it. */
export function bootModeOf(system: RedfishResource): BootMode | undefined {
  const told = optionalEnum(system, MODE_OF, "Boot", "BootSourceOverrideMode");
  return told === undefined ? undefined : MODE_OF[told];
}

/** The modes a machine takes; none where the service has no boot mode. */
export function supportedBootModes(system: RedfishResource): readonly BootMode[] {
  const allowed = stringsIn(system, "Boot", "BootSourceOverrideMode@Redfish.AllowableValues");
  const known: readonly BootMode[] = ["uefi", "bios"];
  if (allowed !== undefined) return known.filter((mode) => allowed.includes(NAME_OF[mode]));
  return bootModeOf(system) === undefined ? [] : known;
}

/**
 * Writes the boot mode for the next start. Some services take it over only then (iDRAC makes a job of it).
 *
 * @remarks Source: Ironic `RedfishManagement.set_boot_mode`; reference/redfish.md §2.
 * @throws DriverError `NOT_SUPPORTED` where it can neither be read nor written (HPE Gen9)
 */
export async function setBootMode(bmc: Bmc, mode: BootMode): Promise<void> {
  const system = await bmc.system();
  const current = bootModeOf(system);
  if (current === mode) return;
  const supported = supportedBootModes(system);
  if (!hasBootOverride(system) || (supported.length > 0 && !supported.includes(mode)))
    throw new DriverError("NOT_SUPPORTED", { reason: `The machine has no boot mode ${mode}.`, path: system.uri });
  const place = await bootPlace(bmc, system);
  try {
    await patchBoot(bmc, place, request(place, mode, bootEffect(bmc.task, system).isFullRequest === true));
  } catch (error) {
    if (current !== undefined || !isRedfishError(error) || error.status === undefined) throw error;
    throw new DriverError(
      "NOT_SUPPORTED",
      { reason: `The machine has no boot mode to set. ${error.message}`, path: place.uri },
      { cause: error },
    );
  }
}

function request(place: RedfishResource, mode: BootMode, isFull: boolean): JsonObject {
  if (!isFull) return { BootSourceOverrideMode: NAME_OF[mode] };
  return {
    BootSourceOverrideMode: NAME_OF[mode],
    BootSourceOverrideEnabled: optionalString(place, "Boot", "BootSourceOverrideEnabled") ?? "Once",
    BootSourceOverrideTarget: optionalString(place, "Boot", "BootSourceOverrideTarget") ?? "Pxe",
  };
}
