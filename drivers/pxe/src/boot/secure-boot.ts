import { isDriverError, isSecureBootRequested, type NodeTask } from "@steelyard/interfaces";

/**
 * Switches secure boot for an instance that asks for it; for others nothing is touched.
 *
 * @remarks
 * A management interface without secure boot is a warning, as in Ironic.
 * Source: Ironic `boot_mode_utils.configure_secure_boot_if_needed`.
 */
export async function switchSecureBoot(task: NodeTask, state: boolean): Promise<void> {
  if (!isSecureBootRequested(task.node)) return;
  try {
    await task.interfaceOf("management").setSecureBootState(task, state);
  } catch (error) {
    if (!isDriverError(error, "NOT_SUPPORTED")) throw error;
    const level = state ? "warn" : "debug";
    task.log[level]("the instance asks for secure boot, which the management interface does not know", {
      node: task.nodeId,
      management: task.node.interfaces.management,
    });
    return;
  }
  await task.update({ secureBoot: state });
}
