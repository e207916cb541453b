import { setTimeout as pause } from "node:timers/promises";

/** The time that pauses and deadlines are counted with. @public */
export interface RedfishClock {
  /** Monotonic milliseconds. */
  now(): number;
  /** Milliseconds since 1970, for dates in `Retry-After`. */
  wallNow(): number;
  /** Resolves after `ms`, rejects when `signal` aborts. */
  sleep(ms: number, signal: AbortSignal): Promise<void>;
}

/** The machine's own time. @internal */
export const systemClock: RedfishClock = {
  now: () => performance.now(),
  wallNow: () => Date.now(),
  sleep: (ms, signal) => pause(ms, undefined, { signal }),
};
