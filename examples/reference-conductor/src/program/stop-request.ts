/** SIGTERM and SIGINT as signals to wait for. */
export interface StopRequest {
  /** Aborted at the first signal. */
  readonly first: AbortSignal;
  /** Aborted at the second: running steps are cut short. */
  readonly second: AbortSignal;
  /** Resolves at the first signal. */
  readonly asked: Promise<void>;
  /** Gives the signals back. */
  release(): void;
}

/** Listens for requests to stop. */
export function stopRequest(): StopRequest {
  const first = new AbortController();
  const second = new AbortController();
  const onSignal = (): void => (first.signal.aborted ? second : first).abort();
  process.on("SIGTERM", onSignal).on("SIGINT", onSignal);
  return {
    first: first.signal,
    second: second.signal,
    asked: new Promise((resolve) => first.signal.addEventListener("abort", () => resolve(), { once: true })),
    release: () => void process.off("SIGTERM", onSignal).off("SIGINT", onSignal),
  };
}
