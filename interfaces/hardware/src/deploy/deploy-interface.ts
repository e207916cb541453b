import type { HardwareInterface } from "../driver/hardware-interface.js";
import type { JsonObject } from "../node/json.js";
import type { StepCheck, StepOutcome } from "../steps/step-outcome.js";
import type { StepDescription, StepPhase } from "../steps/step-table.js";
import type { NodeTask } from "../task/node-task.js";

/** A step that the agent offers. @public */
export interface AgentStep extends StepDescription {
  readonly priority: number;
  readonly argsInfo?: JsonObject;
}

/** A step as it is sent to the agent. @public */
export interface AgentStepCall {
  readonly phase: Exclude<StepPhase, "verify">;
  readonly interface: string;
  readonly step: string;
  readonly args: JsonObject;
  readonly priority: number;
}

/**
 * Puts an instance on a machine, and brings the machine into and out of the agent for cleaning and service.
 *
 * @remarks
 * Methods that return a {@link StepOutcome} are the conductor's own steps around a flow: repeatable (`safe`), and
 * ending with `reboot` when the machine has to start into the ramdisk (`awaitAgent: true`). The work itself is done by
 * deploy steps in the implementation's step table.
 * Source: Ironic `ironic.drivers.base.DeployInterface`.
 * @public
 */
export interface DeployInterface extends HardwareInterface {
  /** Before the first deploy step: networks, volumes, instance clean-up of the machine's last use. */
  prepare(task: NodeTask): Promise<StepOutcome>;
  /** Undo of `prepare` after a failed deploy, and the end of every flow: withdraws files and media. Repeatable. */
  cleanUp(task: NodeTask): Promise<void>;
  /** Takes the instance off: power off, networks. The disks are left to cleaning. */
  tearDown(task: NodeTask): Promise<StepOutcome>;
  /** Makes this conductor serve what an active node needs; also the work of adoption. Short, repeatable. */
  takeOver(task: NodeTask): Promise<void>;
  /** Brings the machine into the agent for cleaning; `done` when no ramdisk is needed. */
  prepareCleaning(task: NodeTask): Promise<StepOutcome>;
  tearDownCleaning(task: NodeTask): Promise<StepOutcome>;
  prepareService(task: NodeTask): Promise<StepOutcome>;
  tearDownService(task: NodeTask): Promise<StepOutcome>;
  /** The in-band steps of the agent that runs now. Short, repeatable. `[]` for a deploy interface without an agent. */
  getAgentSteps(task: NodeTask, phase: Exclude<StepPhase, "verify">): Promise<readonly AgentStep[]>;
  /** Sends a step to the agent; returns `wait` for the agent once it was accepted. */
  runAgentStep(task: NodeTask, step: AgentStepCall): Promise<StepOutcome>;
  /** What the agent's own command list says of a step: done, still running (`wait`), or never sent (`not-started`). */
  checkAgentStep(task: NodeTask, step: AgentStepCall): Promise<StepCheck>;
  /** Asks the agent for its logs, `undefined` when it is not reachable. Gzipped tar. */
  collectAgentLogs(task: NodeTask): Promise<Uint8Array | undefined>;
}
