import type { RedfishClock } from "./clock.js";

/** How long a call may take, and who may end it. @public */
export interface CallLimits {
  /** Ends the call; it fails with `ABORTED`. */
  readonly signal?: AbortSignal | undefined;
  /** How long the whole call may take from now, with queueing, pauses and repeats, in milliseconds. */
  readonly deadlineMs?: number | undefined;
}

/** Why a wait ended before its time. @internal */
export type InterruptCause = "caller" | "deadline" | "attempt";

/** @internal */
export class Interrupted extends Error {
  readonly why: InterruptCause;
  constructor(why: InterruptCause, cause?: unknown) {
    super(`interrupted by ${why}`, { cause });
    this.why = why;
  }
}

/** `setTimeout` fires at once for longer times. */
const LONGEST_TIMER_MS = 2 ** 31 - 1;

/** The end of one call: the caller's signal and a point in time. @internal */
export class Deadline {
  readonly #clock: RedfishClock;
  readonly #signal: AbortSignal | undefined;
  readonly #endsAt: number;
  readonly #lengthMs: number;

  constructor(clock: RedfishClock, limits: CallLimits, defaultMs: number) {
    this.#clock = clock;
    this.#signal = limits.signal;
    this.#lengthMs = limits.deadlineMs ?? defaultMs;
    this.#endsAt = clock.now() + this.#lengthMs;
  }

  /** What the caller allowed, in milliseconds. */
  get lengthMs(): number {
    return this.#lengthMs;
  }

  remainingMs(): number {
    return this.#endsAt - this.#clock.now();
  }

  /** @throws Interrupted */
  check(): void {
    if (this.#signal?.aborted === true) throw new Interrupted("caller", this.#signal.reason);
    if (this.remainingMs() <= 0) throw new Interrupted("deadline");
  }

  /**
   * Runs `work` with a signal that ends it at the deadline, after `attemptMs`, or with the caller's signal.
   * @throws Interrupted with the reason, whatever `work` made of the abort
   */
  async within<T>(attemptMs: number, work: (signal: AbortSignal) => Promise<T>): Promise<T> {
    this.check();
    const inner = new AbortController();
    const remaining = this.remainingMs();
    const why: InterruptCause = attemptMs < remaining ? "attempt" : "deadline";
    const timer = setTimeout(() => inner.abort(new Interrupted(why)), Math.min(attemptMs, remaining, LONGEST_TIMER_MS));
    const onAbort = (): void => inner.abort(new Interrupted("caller", this.#signal?.reason));
    this.#signal?.addEventListener("abort", onAbort, { once: true });
    try {
      return await work(inner.signal);
    } catch (error) {
      if (inner.signal.aborted && error !== inner.signal.reason && isAbort(error)) throw inner.signal.reason;
      throw error;
    } finally {
      clearTimeout(timer);
      this.#signal?.removeEventListener("abort", onAbort);
    }
  }

  /** Pauses; a pause that would pass the deadline ends at it. @throws Interrupted */
  async pause(ms: number): Promise<void> {
    const remaining = this.remainingMs();
    await this.within(Number.POSITIVE_INFINITY, (signal) => this.#clock.sleep(Math.min(ms, remaining), signal));
    this.check();
  }
}

function isAbort(error: unknown): boolean {
  return error instanceof Error && error.name === "AbortError";
}
