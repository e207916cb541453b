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
 * Methods that return a {@link StepOutcome} are the conductor's own steps around a flow: short, repeatable (`safe`), and
 * ending with `reboot` when the machine has to start into the ramdisk (`awaitAgent: true`). The work itself is done by
 * deploy steps in the implementation's step table.
 * Common errors: what the boot, network, storage, power and management interfaces of the node throw; `RESERVATION_LOST`.
 * Source: Ironic `ironic.drivers.base.DeployInterface`.
 * @public
 */
export interface DeployInterface extends HardwareInterface {
  /**
   * Before the first deploy step: networks, volumes, instance clean-up of the machine's last use. Afterwards the next power on
   * starts the ramdisk, where the implementation uses one.
   */
  prepare(task: NodeTask): Promise<StepOutcome>;
  /**
   * Undo of `prepare` after a failed deploy, and the end of every flow: withdraws files and media. Short, repeatable; nothing
   * left to undo is fine.
   */
  cleanUp(task: NodeTask): Promise<void>;
  /** Takes the instance off: power off, networks. The disks are left to cleaning. Afterwards the machine runs nothing of it. */
  tearDown(task: NodeTask): Promise<StepOutcome>;
  /**
   * Makes this conductor serve what an active node needs; also the work of adoption. Short, repeatable. Changes nothing on a
   * machine that runs.
   */
  takeOver(task: NodeTask): Promise<void>;
  /** Brings the machine into the agent for cleaning; `done` when no ramdisk is needed or an agent runs already. */
  prepareCleaning(task: NodeTask): Promise<StepOutcome>;
  /** Undo of `prepareCleaning`: power off, files, media and networks. Afterwards the machine is off and runs no agent. */
  tearDownCleaning(task: NodeTask): Promise<StepOutcome>;
  /** Brings an active machine into the agent for service; `done` when no ramdisk is needed. The instance stays on its disk. */
  prepareService(task: NodeTask): Promise<StepOutcome>;
  /** Undo of `prepareService`: afterwards the machine starts its instance again. */
  tearDownService(task: NodeTask): Promise<StepOutcome>;
  /**
   * Makes the next start of a machine that is in a flow with an agent lead to the agent again: a boot device for one start is
   * used up by it. Called before each further start; leaves the power alone. Short, repeatable; nothing to do without an agent.
   * @throws DriverError what the boot interface throws
   */
  prepareAgentBoot(task: NodeTask): Promise<void>;
  /**
   * The in-band steps of the agent that runs now. Short, repeatable. `[]` for a deploy interface without an agent.
   * @throws DriverError `AGENT_UNREACHABLE`, `AGENT_BUSY`, `AGENT_BAD_ANSWER`
   */
  getAgentSteps(task: NodeTask, phase: Exclude<StepPhase, "verify">): Promise<readonly AgentStep[]>;
  /**
   * Sends a step to the agent; returns `wait` for the agent once it was accepted. Short; repeating it starts the step again, so
   * that `checkAgentStep` is asked first after a crash.
   * @throws DriverError `AGENT_UNREACHABLE`, `AGENT_BUSY`, `AGENT_COMMAND_FAILED`, `AGENT_BAD_ANSWER`,
   *   `AGENT_VERSION_CHANGED`, `RESERVATION_LOST`; `NOT_SUPPORTED` without an agent
   */
  runAgentStep(task: NodeTask, step: AgentStepCall): Promise<StepOutcome>;
  /**
   * What the agent's own command list says of a step: done, still running (`wait`), or never sent (`not-started`). Short,
   * repeatable.
   * @throws DriverError `AGENT_COMMAND_FAILED` when the step failed; `AGENT_VERSION_CHANGED`, `AGENT_UNREACHABLE`,
   *   `AGENT_BAD_ANSWER`; `NOT_SUPPORTED` without an agent
   */
  checkAgentStep(task: NodeTask, step: AgentStepCall): Promise<StepCheck>;
  /**
   * Asks the agent for its logs, `undefined` when it is not reachable. Gzipped tar. Some seconds, repeatable.
   * @throws DriverError `AGENT_BAD_ANSWER`
   */
  collectAgentLogs(task: NodeTask): Promise<Uint8Array | undefined>;
}
