/** Work that several callers wait for. It is ended when none of them waits any more. */
export class SharedWork<T> {
  readonly #running = new Map<string, Running<T>>();

  /**
   * Joins the work that runs under `key`, or starts it.
   * @throws what the work throws; the reason of `signal` when that ends first
   */
  async run(key: string, signal: AbortSignal, start: (shared: AbortSignal) => Promise<T>): Promise<T> {
    signal.throwIfAborted();
    const running = this.#running.get(key) ?? this.#start(key, start);
    running.waiting += 1;
    let onAbort = (): void => undefined;
    const aborted = new Promise<never>((_resolve, reject) => {
      onAbort = () => reject(signal.reason as Error);
    });
    signal.addEventListener("abort", onAbort, { once: true });
    try {
      return await Promise.race([running.result, aborted]);
    } finally {
      signal.removeEventListener("abort", onAbort);
      running.waiting -= 1;
      if (running.waiting === 0) this.#end(key, running);
    }
  }

  #start(key: string, start: (shared: AbortSignal) => Promise<T>): Running<T> {
    const controller = new AbortController();
    const running: Running<T> = { result: start(controller.signal), controller, waiting: 0 };
    this.#running.set(key, running);
    return running;
  }

  #end(key: string, running: Running<T>): void {
    // Who asks from now on starts anew instead of joining what is being ended.
    if (this.#running.get(key) === running) this.#running.delete(key);
    running.controller.abort();
    // Nobody is left to hear how it ended.
    running.result.catch(() => undefined);
  }
}

interface Running<T> {
  readonly result: Promise<T>;
  readonly controller: AbortController;
  waiting: number;
}
