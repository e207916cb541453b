import type { AgentClient, AgentPool } from "@steelyard/agent-client";
import {
  type AgentConfig,
  DriverError,
  FAILURES,
  isDriverError,
  type JsonObject,
  type NodeTask,
  type PowerState,
  type StepCheck,
  type StepOutcome,
  type StepPower,
} from "@steelyard/interfaces";
import { isOn } from "./loose-boolean.js";

const POLL_MS = 1000;
/** Source: Ironic `[agent] post_deploy_get_power_state_retry_interval`. */
const SECONDS_PER_RETRY = 5;

const OFF: StepPower = { kind: "power", target: "power off", then: "next" };

/** @internal */
export interface TearDownParts {
  readonly agents: AgentPool;
  readonly config: Pick<AgentConfig, "postDeployGetPowerStateRetries">;
}

/**
 * Ends the agent after its work: it shuts the machine down itself, and what does not go off is switched off.
 *
 * @remarks
 * Every way is repeatable: the power state says whether a shutdown was asked for with success, and a second one does no harm.
 * Source: Ironic `ironic.drivers.modules.agent.CustomAgentDeploy.tear_down_agent`, `soft_power_off`, `AgentClient.lockdown`.
 */
export class AgentTearDown {
  readonly #parts: TearDownParts;

  constructor(parts: TearDownParts) {
    this.#parts = parts;
  }

  async begin(task: NodeTask): Promise<StepOutcome> {
    const { node } = task;
    const agent = await this.#parts.agents.for(task);
    if (node.disablePowerOff) {
      await agent.sync();
      return this.#leave(task, () => agent.lockdown());
    }
    if (!task.interfaceOf("power").getSupportedPowerStates(task).includes("power on")) {
      await agent.sync();
      return { kind: "reboot", then: "next", awaitAgent: false };
    }
    if (isOn(node.driverInfo["deploy_forces_oob_reboot"])) {
      await agent.sync();
      return OFF;
    }
    return this.#leave(task, () => agent.powerOff());
  }

  async check(task: NodeTask): Promise<StepCheck> {
    const looks = looksOf(task);
    return task.node.disablePowerOff ? this.#checkLockdown(task, looks) : this.#checkPower(task, looks);
  }

  /** What the agent says to its own end is not needed: its answer may be lost with it. */
  async #leave(task: NodeTask, ask: () => Promise<unknown>): Promise<StepOutcome> {
    await task.checkpoint({ looks: 0 });
    try {
      await ask();
    } catch (error) {
      if (!isDriverError(error) || error.code === "RESERVATION_LOST") throw error;
      task.log.warn("the agent did not confirm that it ends", { node: task.nodeId, reason: error.message });
    }
    return { kind: "wait", for: "poll", pollAfterMs: POLL_MS, progress: "The agent ends." };
  }

  async #checkPower(task: NodeTask, looks: number | undefined): Promise<StepCheck> {
    // Asked of the conductor even when the machine is off: it then forgets the agent.
    if ((await powerState(task)) === "power off") return OFF;
    if (looks === undefined) return { kind: "not-started" };
    if (looks < this.#limit) return lookAgain(task, looks);
    task.log.warn("the agent did not switch the machine off; it is switched off hard", { node: task.nodeId });
    return OFF;
  }

  async #checkLockdown(task: NodeTask, looks: number | undefined): Promise<StepCheck> {
    if (looks === undefined) return { kind: "not-started" };
    if (!(await isThere(await this.#parts.agents.for(task)))) return { kind: "done" };
    if (looks < this.#limit) return lookAgain(task, looks);
    throw new DriverError("WAIT_TIMEOUT", { reason: "The agent did not lock itself down.", seconds: this.#limit });
  }

  get #limit(): number {
    return this.#parts.config.postDeployGetPowerStateRetries * SECONDS_PER_RETRY;
  }
}

async function lookAgain(task: NodeTask, looks: number): Promise<StepCheck> {
  await task.checkpoint({ looks: looks + 1 });
  return { kind: "wait", for: "poll", pollAfterMs: POLL_MS };
}

/** How often it was looked whether the agent has ended; undefined before it was asked to. */
function looksOf({ checkpointed }: NodeTask): number | undefined {
  const looks = (checkpointed as JsonObject | undefined)?.["looks"];
  return typeof looks === "number" ? looks : undefined;
}

/** Null when the BMC does not tell now and may tell later. */
async function powerState(task: NodeTask): Promise<PowerState | null> {
  try {
    return await task.interfaceOf("power").getPowerState(task);
  } catch (error) {
    if (!isDriverError(error) || FAILURES[error.code].retry === "never") throw error;
    return null;
  }
}

async function isThere(agent: AgentClient): Promise<boolean> {
  try {
    await agent.listCommands();
    return true;
  } catch (error) {
    if (isDriverError(error, "AGENT_UNREACHABLE")) return false;
    throw error;
  }
}
