import type { HardwareInterface } from "../driver/hardware-interface.js";
import type { PowerState, PowerTarget } from "../node/states.js";
import type { NodeTask } from "../task/node-task.js";

/** @public */
export interface SetPowerOptions {
  /** How long the BMC may take to accept, in milliseconds (default 60 000). */
  readonly timeoutMs?: number;
}

/**
 * Reads and sets the power of a machine.
 *
 * @remarks Source: Ironic `ironic.drivers.base.PowerInterface`.
 * @public
 */
export interface PowerInterface extends HardwareInterface {
  /** False when the state is only a guess (agent power); such nodes are left out of the power sync. */
  readonly supportsPowerSync: boolean;
  /**
   * Reads the power state. Short, repeatable.
   *
   * @returns the state now; `error` when the BMC says that it does not know; null when there is nothing to ask
   * @throws DriverError `BMC_UNREACHABLE`, `AUTH_REJECTED`, `TLS_REJECTED`, `BMC_ERROR`, `BMC_BAD_ANSWER`
   */
  getPowerState(task: NodeTask): Promise<PowerState | null>;
  /**
   * Asks for a power state and returns once the BMC has accepted. Short; repeatable for `power on`, `power off` and
   * `soft power off` (asking for the state that already is, is a success). It does not wait for the state: the conductor
   * polls `getPowerState`. A one-time boot device that the driver keeps is restored before `power on`.
   *
   * @throws DriverError as `getPowerState`, and `NOT_SUPPORTED` when the machine cannot do `target`
   */
  setPowerState(task: NodeTask, target: PowerTarget, options?: SetPowerOptions): Promise<void>;
  /**
   * The targets this machine takes. Short, no I/O, repeatable: the answer changes only with the node. Throws nothing.
   */
  getSupportedPowerStates(task: NodeTask): readonly PowerTarget[];
}
