import type { HardwareInterface } from "../driver/hardware-interface.js";
import type { NodeSubject, NodeTask } from "../task/node-task.js";

/** Remote volumes. Source: Ironic `ironic.drivers.base.StorageInterface`. @public */
export interface StorageInterface extends HardwareInterface {
  /** Short, repeatable. */
  attachVolumes(task: NodeTask): Promise<void>;
  /** Short, repeatable. */
  detachVolumes(task: NodeTask): Promise<void>;
  /** False when the machine boots from a volume. No I/O. */
  shouldWriteImage(subject: NodeSubject): boolean;
}
