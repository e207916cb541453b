import type { HardwareInterface } from "../driver/hardware-interface.js";
import type { JsonObject } from "../node/json.js";
import type { NodeSubject } from "../task/node-task.js";

/**
 * RAID. The work is done by the steps `create_configuration`, `delete_configuration` and `apply_configuration`.
 *
 * @remarks Source: Ironic `ironic.drivers.base.RAIDInterface`.
 * @public
 */
export interface RaidInterface extends HardwareInterface {
  /**
   * Checks a target RAID configuration against what this implementation takes. Short, no I/O, repeatable.
   * @throws DriverError `INVALID_PARAMETER` naming the logical disk and the property
   */
  validateRaidConfig(subject: NodeSubject, config: JsonObject): void;
  /**
   * Property → description of what a logical disk may say. Short, no I/O, repeatable.
   * @throws DriverError `NOT_SUPPORTED`
   */
  getLogicalDiskProperties(): Readonly<Record<string, string>>;
}
