import {
  BOOT_DEVICES,
  type BootDevice,
  type BootDeviceSetting,
  DriverError,
  type JsonObject,
} from "@steelyard/interfaces";
import { isRedfishError, optionalString, type RedfishResource, stringsIn } from "@steelyard/redfish-client";
import type { Bmc } from "../access/bmc.js";
import { bootPlace, hasBootOverride, patchBoot } from "./boot-place.js";
import { type BootEffect, bootEffect } from "./boot-quirks.js";
import { deviceOfTarget, TARGETS_OF, targetOfDevice } from "./boot-targets.js";

/** Key of `driver_internal_info`: the device that is set again before every power on. */
const REMEMBERED = "redfish_boot_device";

type Enabled = "Once" | "Continuous";

/** The boot devices that a machine takes, in the order of {@link TARGETS_OF}; none where it has no boot override. */
export function supportedBootDevices(bmc: Bmc, system: RedfishResource): readonly BootDevice[] {
  if (!hasBootOverride(system)) return [];
  const effect = bootEffect(bmc.task, system);
  return (Object.keys(TARGETS_OF) as BootDevice[]).filter((device) => targetOfDevice(system, device, effect));
}

/** The override as the BMC has it; a device that is set again before each power on counts as persistent. */
export function readBootDevice(bmc: Bmc, system: RedfishResource): BootDeviceSetting {
  const enabled = optionalString(system, "Boot", "BootSourceOverrideEnabled");
  const device = deviceOfTarget(optionalString(system, "Boot", "BootSourceOverrideTarget"));
  const remembered = rememberedDevice(bmc);
  if (enabled === "Continuous" && device !== null) return { bootDevice: device, persistent: true };
  if (remembered !== undefined && (enabled !== "Once" || device === remembered))
    return { bootDevice: remembered, persistent: true };
  if (enabled === "Once" && device !== null) return { bootDevice: device, persistent: false };
  return { bootDevice: null, persistent: null };
}

/**
 * Sets the override. Where the service takes no continuous override, the device is set once now and again before every
 * power on.
 *
 * @remarks Source: Ironic `RedfishManagement.set_boot_device`; reference/redfish.md §3.
 * @throws DriverError `INVALID_PARAMETER` for a device the machine does not take, `NOT_SUPPORTED` without boot override
 */
export async function setBootDevice(bmc: Bmc, device: BootDevice, isPersistent: boolean): Promise<void> {
  const system = await bmc.system();
  if (!hasBootOverride(system))
    throw new DriverError("NOT_SUPPORTED", { reason: "The machine has no boot override.", path: system.uri });
  const effect = bootEffect(bmc.task, system);
  const target = targetOfDevice(system, device, effect);
  if (target === undefined) {
    const known = supportedBootDevices(bmc, system).join(", ");
    throw new DriverError("INVALID_PARAMETER", { reason: `Boot device ${device} is not one of: ${known}.` });
  }
  const place = await bootPlace(bmc, system);
  const isTaken = isPersistent && (await setContinuous(bmc, place, target, effect));
  if (!isTaken) await writeOverride(bmc, place, target, "Once", effect);
  await remember(bmc, isPersistent && !isTaken ? device : undefined);
}

/**
 * Sets a remembered device for the power on that follows. A service that refuses leaves the machine to its own boot order,
 * which is logged.
 */
export async function restoreBootDevice(bmc: Bmc, system: RedfishResource): Promise<void> {
  const device = rememberedDevice(bmc);
  if (device === undefined) return;
  const effect = bootEffect(bmc.task, system);
  const target = targetOfDevice(system, device, effect);
  try {
    if (target !== undefined) return await writeOverride(bmc, await bootPlace(bmc, system), target, "Once", effect);
  } catch (error) {
    if (!isRefusal(error)) throw error;
  }
  const facts = { node: bmc.task.nodeId, device };
  bmc.task.log.warn("the boot device could not be restored; the machine follows its own boot order", facts);
}

async function setContinuous(bmc: Bmc, place: RedfishResource, target: string, effect: BootEffect): Promise<boolean> {
  const allowed = stringsIn(place, "Boot", "BootSourceOverrideEnabled@Redfish.AllowableValues");
  if (allowed !== undefined && !allowed.includes("Continuous")) return false;
  try {
    await writeOverride(bmc, place, target, "Continuous", effect);
    return true;
  } catch (error) {
    if (!isRefusal(error)) throw error;
    bmc.task.log.info("the BMC takes no continuous boot device; it is set again before each power on", {
      node: bmc.task.nodeId,
      reason: error.message,
    });
    return false;
  }
}

async function writeOverride(
  bmc: Bmc,
  place: RedfishResource,
  target: string,
  enabled: Enabled,
  effect: BootEffect,
): Promise<void> {
  const mode = optionalString(place, "Boot", "BootSourceOverrideMode");
  const isSame = optionalString(place, "Boot", "BootSourceOverrideEnabled") === enabled;
  const isLeavingHttp =
    target !== "UefiHttp" &&
    optionalString(place, "Boot", "BootSourceOverrideTarget") === "UefiHttp" &&
    optionalString(place, "Boot", "HttpBootUri") !== undefined;
  const boot: JsonObject = {
    BootSourceOverrideTarget: target,
    // Some services refuse the value that they have already.
    ...(isSame && !effect.isEnabledAlwaysSent && !effect.isFullRequest ? {} : { BootSourceOverrideEnabled: enabled }),
    ...(effect.isFullRequest ? { BootSourceOverrideMode: mode ?? "UEFI" } : {}),
    ...(isLeavingHttp ? { HttpBootUri: null } : {}),
  };
  await patchBoot(bmc, place, boot);
  if (effect.isModeSentAgain && mode !== undefined) await patchBoot(bmc, place, { BootSourceOverrideMode: mode });
}

/** The BMC has answered, and no patience helps. */
function isRefusal(error: unknown): error is Error {
  return isRedfishError(error) && error.status !== undefined && !["BUSY", "AUTH_REJECTED"].includes(error.code);
}

function rememberedDevice(bmc: Bmc): BootDevice | undefined {
  const value = bmc.task.node.driverInternalInfo[REMEMBERED];
  return BOOT_DEVICES.find((device) => device === value);
}

async function remember(bmc: Bmc, device: BootDevice | undefined): Promise<void> {
  const { driverInternalInfo } = bmc.task.node;
  if (device !== undefined) {
    if (driverInternalInfo[REMEMBERED] !== device)
      await bmc.task.update({ driverInternalInfo: { set: { [REMEMBERED]: device } } });
  } else if (driverInternalInfo[REMEMBERED] !== undefined) {
    await bmc.task.update({ driverInternalInfo: { remove: [REMEMBERED] } });
  }
}
