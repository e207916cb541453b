import type { HardwareInterface } from "../driver/hardware-interface.js";
import type { StepOutcome } from "../steps/step-outcome.js";
import type { NodeTask } from "../task/node-task.js";

/** Boots a rescue ramdisk on an active machine. Source: Ironic `ironic.drivers.base.RescueInterface`. @public */
export interface RescueInterface extends HardwareInterface {
  /** Repeatable; ends with `reboot` and `awaitAgent`. */
  rescue(task: NodeTask): Promise<StepOutcome>;
  /** After the agent's heartbeat: sets the password and hands the machine over. Repeatable. */
  finishRescue(task: NodeTask): Promise<StepOutcome>;
  /** Back to the instance. Repeatable. */
  unrescue(task: NodeTask): Promise<StepOutcome>;
  /** Withdraws files and the password. Short, repeatable. */
  cleanUp(task: NodeTask): Promise<void>;
}
