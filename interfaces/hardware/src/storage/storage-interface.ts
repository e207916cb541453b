import type { HardwareInterface } from "../driver/hardware-interface.js";
import type { NodeSubject, NodeTask } from "../task/node-task.js";

/**
 * Remote volumes.
 *
 * @remarks
 * Common errors: `MISSING_PARAMETER` and `INVALID_PARAMETER` for a volume target or connector, `RESERVATION_LOST`.
 * Source: Ironic `ironic.drivers.base.StorageInterface`.
 * @public
 */
export interface StorageInterface extends HardwareInterface {
  /** Makes the node's volumes reachable for it. Short, repeatable: what is attached stays. */
  attachVolumes(task: NodeTask): Promise<void>;
  /** Takes the node's volumes off. Short, repeatable: none attached is fine. */
  detachVolumes(task: NodeTask): Promise<void>;
  /** False when the machine boots from a volume. Short, repeatable, no I/O, throws nothing. */
  shouldWriteImage(subject: NodeSubject): boolean;
}
