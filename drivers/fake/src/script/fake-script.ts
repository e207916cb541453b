import { setTimeout as pause } from "node:timers/promises";
import {
  DONE,
  DriverError,
  type InterfaceType,
  type JsonObject,
  type NodeSubject,
  type NodeTask,
  type StepOutcome,
} from "@steelyard/interfaces";
import type { FakeConfig } from "./fake-config.js";
import { delayMs, matches, nodeScript } from "./node-script.js";

const PLAYED = "fake_faults_played";

/** Plays the delays and faults of the configuration and of a node. @public */
export class FakeScript {
  readonly #config: FakeConfig;

  constructor(config: FakeConfig) {
    this.#config = config;
  }

  /** @throws DriverError `INVALID_PARAMETER` when the node's script is wrong */
  validate(subject: NodeSubject): void {
    nodeScript(subject.node);
  }

  /**
   * Waits the scripted delay of a call, then fails if a fault is scripted for it.
   * @throws DriverError of the scripted code; the task's reason when its signal ends the wait
   */
  async call(task: NodeTask, type: InterfaceType, method: string): Promise<void> {
    task.signal.throwIfAborted();
    const ms = this.#delayOf(task, type, method);
    if (ms > 0) await wait(ms, task.signal);
    await this.#fail(task, type, method);
  }

  /** The first half of a step: a step never sleeps, so a delay becomes a wait after which its check is asked. */
  async begin(task: NodeTask, type: InterfaceType, step: string): Promise<StepOutcome> {
    task.signal.throwIfAborted();
    await this.#fail(task, type, step);
    const ms = this.#delayOf(task, type, step);
    return ms > 0 ? { kind: "wait", pollAfterMs: ms } : DONE;
  }

  #delayOf(task: NodeTask, type: InterfaceType, method: string): number {
    const { delays } = nodeScript(task.node);
    const own = delays[`${type}.${method}`] ?? delays[type];
    const general = (this.#config as unknown as Record<string, string>)[`${type}Delay`];
    return delayMs(own ?? general ?? "0");
  }

  /** How often a fault was played is a row, so a restart does not play it again. */
  async #fail(task: NodeTask, type: InterfaceType, method: string): Promise<void> {
    const { faults } = nodeScript(task.node);
    for (const [index, fault] of faults.entries()) {
      if (!matches(fault, type, method)) continue;
      if (fault.times !== undefined) {
        const counts = (task.node.driverInternalInfo[PLAYED] ?? {}) as JsonObject;
        const played = Number(counts[index] ?? 0);
        if (played >= fault.times) continue;
        await task.update({ driverInternalInfo: { set: { [PLAYED]: { ...counts, [index]: played + 1 } } } });
      }
      throw new DriverError(fault.code, {
        reason: fault.reason ?? "Scripted by driver_info/fake_faults.",
        interface: type,
        method,
      });
    }
  }
}

async function wait(ms: number, signal: AbortSignal): Promise<void> {
  try {
    await pause(ms, undefined, { signal });
  } catch (error) {
    signal.throwIfAborted();
    throw error;
  }
}
