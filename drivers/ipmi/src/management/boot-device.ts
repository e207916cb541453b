import { type BootDevice, type BootMode, bootModeOf, DriverError, type NodeTask } from "@steelyard/interfaces";
import { isCompletionCode, isIpmiError, keepBootFlags, setBootFlags } from "@steelyard/ipmi-client";
import type { IpmiBmc } from "../access/ipmi-bmcs.js";
import { bootSelectorsOf, IPMI_BOOT_DEVICES, type IpmiBootDevice } from "./boot-selectors.js";

/** Keys of `driver_internal_info`. Source: Ironic `ironic.drivers.utils.force_persistent_boot`. */
export const PERSISTENT_BOOT_DEVICE = "persistent_boot_device";
export const IS_NEXT_BOOT_PERSISTENT = "is_next_boot_persistent";

/** @throws DriverError `INVALID_PARAMETER` */
export function mustBeBootDevice(device: BootDevice): IpmiBootDevice {
  const found = IPMI_BOOT_DEVICES.find((each) => each === device);
  if (found === undefined)
    throw new DriverError("INVALID_PARAMETER", {
      reason: `Boot device ${device} is not one of ${IPMI_BOOT_DEVICES.join(", ")}.`,
    });
  return found;
}

/** Writes the boot flags: device, persistence and whether firmware boots as UEFI. */
export async function writeBootDevice(
  task: NodeTask,
  bmc: IpmiBmc,
  device: IpmiBootDevice,
  { isPersistent, bootMode }: { readonly isPersistent: boolean; readonly bootMode: BootMode },
): Promise<void> {
  if (bmc.disablesBootTimeout) await keepFlags(task, bmc);
  const selector = bootSelectorsOf(task.node, bootMode)[device];
  await setBootFlags(bmc.client, { device: selector, isPersistent, isEfi: bootMode === "uefi" }, bmc.write());
}

/** A BMC that refuses the parameter has no timeout that could be switched off; OpenBMC is one. */
async function keepFlags(task: NodeTask, bmc: IpmiBmc): Promise<void> {
  try {
    await keepBootFlags(bmc.client, bmc.write());
  } catch (error) {
    const isRefused = isIpmiError(error, "COMPLETION_CODE") && !isCompletionCode(error, "INSUFFICIENT_PRIVILEGE");
    if (!isRefused) throw error;
    task.log.debug("the BMC does not take the boot flag valid bit parameter", {
      node: task.nodeId,
      reason: error.message,
    });
  }
}

/**
 * Where the boot device is sent again before each power on: sends the one to stay, unless another was set for the next boot
 * alone.
 *
 * @returns what to do once the power on was accepted: the boot that was another's is over then
 * @remarks
 * Source: Ironic `ironic.drivers.utils.ensure_next_boot_device`, which forgets the exception before the power on: there a
 * power on that fails and is tried again boots from the wrong device.
 */
export async function restoreBootDevice(
  task: NodeTask,
  bmc: IpmiBmc,
  defaultBootMode: BootMode,
): Promise<() => Promise<void>> {
  const { driverInternalInfo } = task.node;
  const nothing = async () => undefined;
  if (!bmc.forcesBootDevice) return nothing;
  if (driverInternalInfo[IS_NEXT_BOOT_PERSISTENT] === false)
    return () => task.update({ driverInternalInfo: { remove: [IS_NEXT_BOOT_PERSISTENT] } });
  const device = IPMI_BOOT_DEVICES.find((each) => each === driverInternalInfo[PERSISTENT_BOOT_DEVICE]);
  if (device === undefined) return nothing;
  const bootMode = bootModeOf(task.node, defaultBootMode);
  await writeBootDevice(task, bmc, device, { isPersistent: false, bootMode });
  return nothing;
}
