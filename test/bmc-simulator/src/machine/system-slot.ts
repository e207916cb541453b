import type { RunningSystem } from "./boot-seam.js";

/** Who is told of what happens. */
export interface SystemSlotWatcher {
  changed(): void;
  started(system: RunningSystem): void;
  /** Nothing bootable is said to run then. */
  startFailed(error: unknown): void;
  /** It counts as stopped: nothing withstands a power cut. */
  stopFailed(error: unknown): void;
}

/** What runs on a machine: at most one system, which starts, runs and is stopped. */
export class SystemSlot {
  readonly #watcher: SystemSlotWatcher;
  #system: RunningSystem | undefined;
  #starting: Promise<void> | undefined;
  /** Aborted when what was started last has come to its end. */
  #cut: AbortController | undefined;
  #overtake: (() => void) | undefined;
  /** Requests that wait and that no graceful stop may hold up. */
  #cutsWaiting = 0;

  constructor(watcher: SystemSlotWatcher) {
    this.#watcher = watcher;
  }

  get system(): RunningSystem | undefined {
    return this.#system;
  }

  get isStarting(): boolean {
    return this.#starting !== undefined;
  }

  /** @param boot - its signal is aborted when the system is stopped, while it starts or later */
  start(boot: (signal: AbortSignal) => Promise<RunningSystem>): void {
    const cut = new AbortController();
    this.#cut = cut;
    this.#starting = this.#boot(boot, cut.signal).finally(() => {
      this.#starting = undefined;
      this.#watcher.changed();
    });
    this.#watcher.changed();
  }

  /** Something is asked for that a graceful stop under way, or one that comes before it, has to make room for. */
  expectCut(): void {
    this.#cutsWaiting += 1;
    this.#overtake?.();
  }

  /** What was expected has its turn. */
  cutHasItsTurn(): void {
    this.#cutsWaiting -= 1;
  }

  /** @returns false when something harder overtook a graceful stop; nothing runs in either case */
  async stop(how: "graceful" | "cut"): Promise<boolean> {
    const cut = this.#cut;
    if (this.#starting !== undefined) cut?.abort(new Error("the machine was stopped while it started"));
    await this.#starting;
    const system = this.#system;
    if (system === undefined) return true;
    let isOvertaken = false;
    try {
      if (how === "graceful") isOvertaken = await this.#askToEnd(system);
      if (how === "cut" || isOvertaken) await system.stop("cut");
    } catch (error) {
      this.#watcher.stopFailed(error);
    } finally {
      this.#system = undefined;
      cut?.abort(new Error("the machine was stopped"));
      this.#watcher.changed();
    }
    return !isOvertaken;
  }

  /** @returns whether something harder was asked for before it ended */
  async #askToEnd(system: RunningSystem): Promise<boolean> {
    const overtaken = new Promise<true>((resolve) => {
      this.#overtake = () => resolve(true);
    });
    if (this.#cutsWaiting > 0) return true;
    try {
      return await Promise.race([system.stop("graceful").then(() => false), overtaken]);
    } finally {
      this.#overtake = undefined;
    }
  }

  async #boot(boot: (signal: AbortSignal) => Promise<RunningSystem>, signal: AbortSignal): Promise<void> {
    try {
      const system = await boot(signal);
      if (signal.aborted) return await system.stop("cut");
      this.#system = system;
      this.#watcher.started(system);
    } catch (error) {
      if (signal.aborted) return;
      this.#watcher.startFailed(error);
      this.#system = { kind: "none", description: String(error), stop: async () => undefined };
    }
  }
}
