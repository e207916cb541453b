import type { HardwareInterface } from "../driver/hardware-interface.js";
import type { NodeTask } from "../task/node-task.js";

/** A component whose firmware can be updated. Source: Ironic `firmware_components` (API 1.86). @public */
export interface FirmwareComponent {
  /** `bmc`, `bios` or `nic:<id>`. */
  readonly component: string;
  readonly currentVersion: string | null;
}

/**
 * Reads firmware versions. Updating is the step `update` (long, checkpointed before each component).
 *
 * @remarks Source: Ironic `ironic.drivers.base.FirmwareInterface`.
 * @public
 */
export interface FirmwareInterface extends HardwareInterface {
  /** Reads all components. Short, repeatable. The conductor stores them.
   * @throws DriverError `NOT_SUPPORTED`, `BMC_UNREACHABLE`, `BMC_ERROR` */
  readFirmwareComponents(task: NodeTask): Promise<readonly FirmwareComponent[]>;
}
