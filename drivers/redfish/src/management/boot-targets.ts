import type { BootDevice } from "@steelyard/interfaces";
import { type RedfishResource, stringsIn } from "@steelyard/redfish-client";
import type { BootEffect } from "./boot-quirks.js";

/**
 * Redfish boot targets per boot device, the best first. Floppies and USB sticks are media, not boot devices.
 * Source: reference/redfish.md §3; DSP0268, ComputerSystem, `BootSourceOverrideTarget`.
 */
export const TARGETS_OF: Readonly<Partial<Record<BootDevice, readonly string[]>>> = {
  pxe: ["Pxe"],
  disk: ["Hdd"],
  cdrom: ["Cd", "UsbCd"],
  bios: ["BiosSetup"],
  uefihttp: ["UefiHttp"],
};

/** The boot device that a Redfish target stands for, or null. */
export function deviceOfTarget(target: string | undefined): BootDevice | null {
  const found = Object.entries(TARGETS_OF).find(([, targets]) => target !== undefined && targets.includes(target));
  return (found?.[0] as BootDevice | undefined) ?? null;
}

/**
 * The target to send for a device; undefined where the machine does not take it. A service that lists no values takes all but
 * UEFI HTTP boot, which is only there where it is listed.
 */
export function targetOfDevice(system: RedfishResource, device: BootDevice, effect: BootEffect): string | undefined {
  const targets = [...(effect.targets?.[device] ?? []), ...(TARGETS_OF[device] ?? [])];
  const allowed = stringsIn(system, "Boot", "BootSourceOverrideTarget@Redfish.AllowableValues");
  if (allowed !== undefined) return targets.find((target) => allowed.includes(target));
  return device === "uefihttp" ? undefined : targets[0];
}
