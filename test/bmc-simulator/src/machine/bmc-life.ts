/** Whether a BMC is there: it may be restarting, and is not quite ready for a while afterwards. */
export class BmcLife {
  readonly #restartMs: number;
  readonly #notReadyMs: number;
  readonly #onRestart: () => void;
  readonly #now: () => number;
  readonly #listeners: (() => void)[] = [];
  #upAt = 0;

  /**
   * @param restartMs - how long a restart takes
   * @param notReadyMs - for how long after it the BMC answers that it is not ready
   * @param onRestart - called at each restart, before the BMC goes down
   */
  constructor(restartMs: number, notReadyMs: number, onRestart: () => void, now = () => performance.now()) {
    this.#restartMs = restartMs;
    this.#notReadyMs = notReadyMs;
    this.#onRestart = onRestart;
    this.#now = now;
  }

  get state(): "up" | "not-ready" | "down" {
    const since = this.#now() - this.#upAt;
    if (this.#upAt === 0 || since >= this.#notReadyMs) return "up";
    return since >= 0 ? "not-ready" : "down";
  }

  /** The BMC restarts: it forgets its sessions and answers nothing for a while; the machine runs on. */
  restart(): void {
    this.#onRestart();
    this.#upAt = this.#now() + this.#restartMs;
    for (const listener of this.#listeners) listener();
  }

  /** @param listener - forgets what a restart makes a BMC forget */
  onRestart(listener: () => void): void {
    this.#listeners.push(listener);
  }
}
