import { setTimeout as pause } from "node:timers/promises";
import type { Clock } from "@steelyard/runtime-interfaces";

/** A clock that runs `factor` times as fast as the machine's; `now` is the machine's. */
export function fastClock(factor: number): Clock {
  return {
    now: () => new Date(),
    monotonicMs: () => performance.now() * factor,
    async sleep(ms, signal) {
      try {
        await pause(ms / factor, undefined, { signal });
      } catch (error) {
        signal.throwIfAborted();
        throw error;
      }
    },
  };
}
