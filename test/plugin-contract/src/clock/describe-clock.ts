import type { Clock } from "@steelyard/runtime-interfaces";
import {
  describePluginChecks,
  type PluginCheck,
  type PluginHarness,
  type PluginHarnessMaker,
} from "../check/plugin-check.js";

/** @public */
export interface ClockHarness extends PluginHarness {
  readonly clock: Clock;
}

const SHORT_MS = 30;

export const CLOCK_CHECKS: readonly PluginCheck<ClockHarness>[] = [
  {
    title: "counts milliseconds that never go back",
    run: ({ clock }) => {
      let last = clock.monotonicMs();
      for (let times = 0; times < 1000; times += 1) {
        const next = clock.monotonicMs();
        if (!(next >= last)) throw new Error(`${next} follows ${last}`);
        last = next;
      }
      if (Number.isNaN(clock.now().getTime())) throw new Error("now is no time");
    },
  },
  {
    title: "sleeps as long as it is told, on its own count",
    run: async ({ clock }) => {
      const start = clock.monotonicMs();
      await clock.sleep(SHORT_MS, new AbortController().signal);
      // Timers count in whole milliseconds.
      if (clock.monotonicMs() - start < SHORT_MS - 1) throw new Error("it woke up early");
      await clock.sleep(0, new AbortController().signal);
    },
  },
  {
    title: "wakes up with the signal's own reason, also when it had ended before",
    run: async ({ clock }) => {
      for (const isEarly of [true, false]) {
        const controller = new AbortController();
        const reason = new Error("enough");
        if (isEarly) controller.abort(reason);
        const slept = clock.sleep(3_600_000, controller.signal).then(
          () => undefined,
          (error: unknown) => error,
        );
        controller.abort(reason);
        if ((await slept) !== reason) throw new Error("it did not throw the signal's reason");
      }
    },
  },
];

/**
 * The contract of `Clock`.
 * @param name - of the clock
 * @public
 */
export function describeClock(name: string, make: PluginHarnessMaker<ClockHarness>): void {
  describePluginChecks(`clock ${name}`, CLOCK_CHECKS, make);
}
