import { setTimeout as sleep } from "node:timers/promises";

/** The time and the chance that pauses are made of. @public */
export interface AgentClock {
  /** Resolves after `ms`, rejects when `signal` aborts. */
  sleep(ms: number, signal: AbortSignal): Promise<void>;
  /** From 0 up to 1. */
  random(): number;
}

/** The machine's own. @internal */
export const systemClock: AgentClock = {
  sleep: (ms, signal) => sleep(ms, undefined, { signal }),
  random: Math.random,
};

/** The pause behind a failed attempt, in milliseconds: doubled each time, and anywhere between a half and the whole of that. @internal */
export function pauseMs(attempt: number, firstMs: number, random: number): number {
  const whole = firstMs * 2 ** (attempt - 1);
  return whole / 2 + (whole / 2) * random;
}
