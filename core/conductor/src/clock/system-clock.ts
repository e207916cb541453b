import { setTimeout as delay } from "node:timers/promises";
import type { Clock } from "@steelyard/runtime-interfaces";

/** The machine's own clock. @public */
export const systemClock: Clock = {
  now: () => new Date(),
  monotonicMs: () => performance.now(),
  sleep: async (ms, signal) => {
    signal.throwIfAborted();
    await delay(ms, undefined, { signal }).catch((error: unknown) => {
      signal.throwIfAborted();
      throw error;
    });
  },
};
