import type { HardwareInterface } from "../driver/hardware-interface.js";
import type { StepOutcome } from "../steps/step-outcome.js";
import type { NodeTask } from "../task/node-task.js";

/**
 * Boots a rescue ramdisk on an active machine.
 *
 * @remarks
 * All methods are short and repeatable. Common errors: what the boot, network, power and management interfaces of the node
 * throw; `RESERVATION_LOST`; `NOT_SUPPORTED`. The rescue password stands in `instance_info` until `cleanUp`.
 * Source: Ironic `ironic.drivers.base.RescueInterface`.
 * @public
 */
export interface RescueInterface extends HardwareInterface {
  /** Prepares the rescue ramdisk and its network; ends with `reboot` and `awaitAgent`. The instance stays on its disk. */
  rescue(task: NodeTask): Promise<StepOutcome>;
  /**
   * After the agent's heartbeat: sets the password and hands the machine over to the tenant's network.
   * @throws DriverError `AGENT_UNREACHABLE`, `AGENT_COMMAND_FAILED`, `MISSING_PARAMETER` without a password
   */
  finishRescue(task: NodeTask): Promise<StepOutcome>;
  /** Back to the instance: afterwards the machine starts from its disk again, on the tenant's network. */
  unrescue(task: NodeTask): Promise<StepOutcome>;
  /** Withdraws files, media and the password; nothing left is fine. */
  cleanUp(task: NodeTask): Promise<void>;
}
