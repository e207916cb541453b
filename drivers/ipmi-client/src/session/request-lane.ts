/**
 * Lets up to `width` tasks run at once, the others in the order they came.
 * A task whose signal is aborted while it waits leaves the queue at once.
 * @internal
 */
export class RequestLane {
  readonly #width: number;
  readonly #waiting = new Set<() => void>();
  #running = 0;

  constructor(width: number) {
    this.#width = width;
  }

  async run<T>(task: () => Promise<T>, signal?: AbortSignal): Promise<T> {
    await this.#enter(signal);
    try {
      return await task();
    } finally {
      this.#leave();
    }
  }

  async #enter(signal: AbortSignal | undefined): Promise<void> {
    signal?.throwIfAborted();
    if (this.#running < this.#width && this.#waiting.size === 0) {
      this.#running++;
      return;
    }
    await new Promise<void>((resolve, reject) => {
      const onAbort = () => {
        this.#waiting.delete(start);
        reject(signal?.reason);
      };
      const start = () => {
        signal?.removeEventListener("abort", onAbort);
        resolve();
      };
      this.#waiting.add(start);
      signal?.addEventListener("abort", onAbort, { once: true });
    });
  }

  /** The place goes straight to the next in line, so that a newcomer cannot overtake. */
  #leave(): void {
    for (const start of this.#waiting) {
      this.#waiting.delete(start);
      start();
      return;
    }
    this.#running--;
  }
}
