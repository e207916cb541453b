import { type BootMode, isDriverError, type NodeTask, requestedBootMode } from "@steelyard/interfaces";

/**
 * Brings the machine's boot mode and the node's together. A node that leaves the choice open takes over the machine's, or
 * `defaultBootMode`, and keeps it in `driver_internal_info.deploy_boot_mode`.
 *
 * @remarks
 * A management interface that knows nothing of boot modes is taken to write the mode with the boot device, as IPMI does.
 * Source: Ironic `ironic.drivers.modules.boot_mode_utils.sync_boot_mode`.
 * @throws DriverError `NOT_SUPPORTED` when the machine is in another mode and can not be brought to the node's
 */
export async function syncBootMode(task: NodeTask, defaultBootMode: BootMode): Promise<void> {
  const management = task.interfaceOf("management");
  const actual = await unlessUnsupported(management.getBootMode(task));
  const asked = requestedBootMode(task.node);
  const wanted = asked ?? actual ?? defaultBootMode;
  if (asked === null) await task.update({ driverInternalInfo: { set: { deploy_boot_mode: wanted } } });
  if (wanted === actual) return;
  const change = management.setBootMode(task, wanted).then(() => true);
  const isSet = actual === undefined ? await unlessUnsupported(change) : await change;
  if (isSet === true) await task.update({ bootMode: wanted });
}

async function unlessUnsupported<T>(answer: Promise<T>): Promise<T | undefined> {
  try {
    return await answer;
  } catch (error) {
    if (!isDriverError(error, "NOT_SUPPORTED")) throw error;
    return undefined;
  }
}
