/**
 * Lets a bounded number of requests to one BMC run at a time, in order of arrival.
 *
 * @remarks Source: DESIGN §4: many BMCs answer one request at a time.
 * @internal
 */
export class RequestQueue {
  readonly #concurrency: number;
  readonly #waiting = new Set<() => void>();
  #running = 0;

  constructor(concurrency: number) {
    this.#concurrency = concurrency;
  }

  /** Takes a place; the function it resolves to gives it back. Rejects with the signal's reason. */
  async acquire(signal: AbortSignal): Promise<() => void> {
    signal.throwIfAborted();
    if (this.#running < this.#concurrency) {
      this.#running += 1;
    } else {
      await this.#turn(signal);
    }
    let isHeld = true;
    return () => {
      if (!isHeld) return;
      isHeld = false;
      this.#release();
    };
  }

  #turn(signal: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      const go = (): void => {
        signal.removeEventListener("abort", leave);
        resolve();
      };
      const leave = (): void => {
        this.#waiting.delete(go);
        reject(signal.reason);
      };
      signal.addEventListener("abort", leave, { once: true });
      this.#waiting.add(go);
    });
  }

  #release(): void {
    const [next] = this.#waiting;
    if (next === undefined) {
      this.#running -= 1;
      return;
    }
    // The place passes on without being counted down, so nobody can slip in between.
    this.#waiting.delete(next);
    next();
  }
}
