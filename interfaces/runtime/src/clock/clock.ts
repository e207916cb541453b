import { type Token, token } from "@steelyard/interfaces";

/** Time, injected. @public */
export interface Clock {
  /** Wall clock, for people. */
  now(): Date;
  /** Monotonic milliseconds; leases are counted on it. */
  monotonicMs(): number;
  /**
   * Resolves after `ms` milliseconds.
   * @throws the signal's reason when it is aborted first
   */
  sleep(ms: number, signal: AbortSignal): Promise<void>;
}

/** @public */
export const CLOCK: Token<Clock> = token("runtime/clock");
