import { pause } from "../../machine/pause.js";
import { reasonOf } from "../agent-error.js";
import type { AgentLog } from "../agent-log.js";
import type { AgentTiming } from "../agent-timing.js";

export interface HeartbeaterOptions {
  /** Sends one. */
  readonly beat: () => Promise<void>;
  /** The API counts the agent as lost after this time. */
  readonly timeoutMs: number;
  readonly timing: AgentTiming;
  readonly random: () => number;
  readonly log: AgentLog;
  readonly signal: AbortSignal;
}

/**
 * Calls the API at random times of 0.3 to 0.6 of its timeout, sooner after an error, and at once when it is forced to.
 *
 * @remarks Source: ironic-python-agent `agent.py`, `IronicPythonAgentHeartbeater`.
 */
export class Heartbeater {
  readonly #options: HeartbeaterOptions;
  #isForced = false;
  #wake: AbortController | undefined;

  constructor(options: HeartbeaterOptions) {
    this.#options = options;
  }

  /** The next heartbeat goes as soon as the least gap allows; a failed one stays forced. */
  force(): void {
    this.#isForced = true;
    this.#wake?.abort();
  }

  /** Beats until the signal aborts. */
  async run(): Promise<void> {
    const { signal, timing } = this.#options;
    while (!signal.aborted) {
      const sent = performance.now();
      this.#isForced = false;
      const intervalMs = await this.#beat();
      await this.#rest(sent + timing.heartbeatMinGapMs);
      if (!this.#isForced) await this.#rest(sent + intervalMs, { untilForced: true });
    }
  }

  async #beat(): Promise<number> {
    const { beat, timeoutMs, timing, random, log, signal } = this.#options;
    try {
      await beat();
      return timeoutMs * (0.3 + random() * 0.3);
    } catch (error) {
      if (signal.aborted) return 0;
      log.write(`heartbeat failed: ${reasonOf(error)}`);
      const [least, most] = timing.heartbeatErrorMs;
      return least + random() * (most - least);
    }
  }

  async #rest(until: number, { untilForced = false } = {}): Promise<void> {
    const ms = until - performance.now();
    const { signal } = this.#options;
    if (ms <= 0 || signal.aborted) return;
    const wake = new AbortController();
    if (untilForced) this.#wake = wake;
    await pause(ms, AbortSignal.any([signal, wake.signal])).catch((error: unknown) => {
      if (!wake.signal.aborted && !signal.aborted) throw error;
    });
    this.#wake = undefined;
  }
}
