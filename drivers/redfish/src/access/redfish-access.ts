import { setTimeout as timer } from "node:timers/promises";
import { type BmcSessions, NoBmcSessions, type Node, type NodeTask } from "@steelyard/interfaces";
import { isRedfishError, type RedfishPool } from "@steelyard/redfish-client";
import type { RedfishConfig } from "../config/redfish-config.js";
import { asDriverError } from "./as-driver-error.js";
import { Bmc, type Sleep } from "./bmc.js";
import { parseDriverInfo } from "./driver-info.js";
import { withKeptSession } from "./kept-session.js";

/** The way from a task to its BMC, shared by all interfaces of a process. @public */
export class RedfishAccess {
  readonly #pool: RedfishPool;
  readonly #config: RedfishConfig;
  readonly #sessions: BmcSessions;
  readonly #sleep: Sleep;

  /** @param options - `sessions`: where sessions outlive the process (default: they do not) */
  constructor(
    pool: RedfishPool,
    config: RedfishConfig,
    options: { readonly sessions?: BmcSessions; readonly sleep?: Sleep } = {},
  ) {
    this.#pool = pool;
    this.#config = config;
    this.#sessions = options.sessions ?? new NoBmcSessions();
    this.#sleep = options.sleep ?? untilTimer;
  }

  /** No I/O. @throws DriverError `MISSING_PARAMETER`, `INVALID_PARAMETER` */
  validate(node: Node): void {
    parseDriverInfo(node, this.#config);
  }

  /**
   * Runs `work` against the BMC of the task's node.
   *
   * @param options - `deadlineMs`: how long all of it may take, in milliseconds (default: 120 000 for each call)
   * @throws DriverError; and what the task's signal was aborted with
   */
  async use<T>(
    task: NodeTask,
    work: (bmc: Bmc) => Promise<T>,
    options: { readonly deadlineMs?: number } = {},
  ): Promise<T> {
    const target = parseDriverInfo(task.node, this.#config);
    try {
      const client = await this.#pool.for(withKeptSession(target, this.#sessions));
      return await work(new Bmc({ client, task, deadlineMs: options.deadlineMs, sleep: this.#sleep }));
    } catch (error) {
      if (isRedfishError(error, "ABORTED") && task.signal.aborted) throw task.signal.reason;
      throw asDriverError(error, { bmc: target.address });
    }
  }
}

async function untilTimer(ms: number, signal: AbortSignal): Promise<void> {
  await timer(ms, undefined, { signal }).catch((error: unknown) => {
    signal.throwIfAborted();
    throw error;
  });
}
