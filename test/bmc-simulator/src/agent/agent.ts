import { mkdtemp, rm } from "node:fs/promises";
import { join } from "node:path";
import { pause } from "../machine/pause.js";
import { reasonOf } from "./agent-error.js";
import { AgentLog } from "./agent-log.js";
import { AgentRun } from "./agent-run.js";
import { agentSettings } from "./agent-settings.js";
import type { AgentTiming } from "./agent-timing.js";
import type { HardwarePort } from "./hardware/hardware-port.js";
import { HttpClient } from "./http-client.js";

export interface AgentOptions {
  readonly hardware: HardwarePort;
  readonly timing: AgentTiming;
  /** Address of the API where the boot parameters do not say; port 0 is any. */
  readonly listen: { readonly host: string; readonly port: number };
  /** Whether it makes a certificate for itself, if the conductor can use one. */
  readonly autoTls: boolean;
  /** PEM of certificates it trusts besides those of the system. */
  readonly ca: string | undefined;
  readonly version: string;
  readonly temporaryFolder: string;
  readonly random: () => number;
}

/** Pauses between starts double this often. */
const MAX_DOUBLINGS = 6;

/**
 * The deploy agent: inspects, finds out who the machine is, serves its API and sends heartbeats, until it is stopped.
 *
 * @remarks Source: ironic-python-agent `agent.py`; reference page "Deploy agent", §1–5.
 */
export class Agent {
  readonly #options: AgentOptions;
  readonly #log = new AgentLog();
  readonly #stopped = new AbortController();
  readonly #running: Promise<void>;

  /** Starts at once. */
  constructor(options: AgentOptions) {
    this.#options = options;
    this.#running = this.#keepRunning();
  }

  /** Ends all at once; resolves when nothing of it is left. */
  async stop(): Promise<void> {
    this.#stopped.abort(new Error("the machine went down"));
    await this.#running;
  }

  /** As the service manager of a ramdisk does: an agent that failed is started again. */
  async #keepRunning(): Promise<void> {
    const { signal } = this.#stopped;
    let failures = 0;
    while (!signal.aborted) {
      try {
        await this.#runOnce(signal);
      } catch (error) {
        if (signal.aborted) return;
        failures += 1;
        this.#log.write(`failed: ${reasonOf(error)}`);
        this.#options.hardware.journal("agent-failed", { reason: reasonOf(error) });
        const pauseMs = this.#options.timing.restartMs * 2 ** Math.min(failures - 1, MAX_DOUBLINGS);
        await pause(pauseMs, signal).catch(() => undefined);
      }
    }
  }

  async #runOnce(stopped: AbortSignal): Promise<void> {
    const { hardware, timing, ca, temporaryFolder } = this.#options;
    const ended = new AbortController();
    const signal = AbortSignal.any([stopped, ended.signal]);
    const settings = agentSettings(hardware.bootParameters, timing);
    const http = new HttpClient({ isInsecure: settings.isInsecure, ca, signal });
    const folder = await mkdtemp(join(temporaryFolder, "steelyard-agent-"));
    try {
      await new AgentRun(
        { ...this.#options, temporaryFolder: folder },
        { settings, http, log: this.#log, signal },
      ).run();
    } finally {
      ended.abort(new Error("the agent ended"));
      await http.close();
      await rm(folder, { recursive: true, force: true });
    }
  }
}
