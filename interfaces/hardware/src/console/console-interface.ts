import type { HardwareInterface } from "../driver/hardware-interface.js";
import type { NodeTask } from "../task/node-task.js";

/** Where a console is reached. @public */
export interface ConsoleAccess {
  readonly type: "socat" | "vnc";
  readonly url: string;
}

/** A serial or graphical console. Source: Ironic `ironic.drivers.base.ConsoleInterface`. @public */
export interface ConsoleInterface extends HardwareInterface {
  /** Short, repeatable: a console that runs stays. */
  startConsole(task: NodeTask): Promise<void>;
  /** Short, repeatable. */
  stopConsole(task: NodeTask): Promise<void>;
  /** Short, no I/O. */
  getConsole(task: NodeTask): Promise<ConsoleAccess>;
}
