import type { HardwareInterface } from "../driver/hardware-interface.js";
import type { NodeTask } from "../task/node-task.js";

/** Where a console is reached. @public */
export interface ConsoleAccess {
  readonly type: "socat" | "vnc";
  readonly url: string;
}

/**
 * A serial or graphical console.
 *
 * @remarks
 * All methods are short and repeatable. Common errors: those of the BMC (`BMC_UNREACHABLE`, `AUTH_REJECTED`, `TLS_REJECTED`, `BMC_ERROR`, `BMC_BAD_ANSWER`), `NOT_SUPPORTED`
 * when the hardware has no console, `RESERVATION_LOST` for the two that change something.
 * Source: Ironic `ironic.drivers.base.ConsoleInterface`.
 * @public
 */
export interface ConsoleInterface extends HardwareInterface {
  /** Makes the console reachable. A console that runs already stays as it is, at the same address. */
  startConsole(task: NodeTask): Promise<void>;
  /** Ends the console and who is connected to it; none running is fine. */
  stopConsole(task: NodeTask): Promise<void>;
  /** Where the console of `startConsole` is reached. No I/O. */
  getConsole(task: NodeTask): Promise<ConsoleAccess>;
}
