import { POWER_STATES, POWER_TARGETS, type PowerTarget } from "@steelyard/interfaces";
import { mustRefuse } from "../suite/attempt.js";
import { type Contract, describeInterface } from "../suite/describe-interface.js";
import type { HarnessMaker, InterfaceHarness, SuiteOptions } from "../suite/interface-harness.js";
import { mustBecome, mustBeLocal, mustBeNames, mustSettle } from "../suite/must.js";

/** @public */
export type PowerHarness = InterfaceHarness<"power">;

const STATE_AFTER = {
  "power on": "power on",
  "power off": "power off",
  rebooting: "power on",
  "soft power off": "power off",
  "soft rebooting": "power on",
} as const satisfies Record<PowerTarget, string>;

/** Asking for the state that already is, is a success. */
const REPEATABLE: readonly PowerTarget[] = ["power on", "power off", "soft power off"];
const SHORT_MS = 200;
const SLACK_MS = 2000;

export const POWER_CONTRACT: Contract<"power", PowerHarness> = {
  type: "power",
  calls: ({ power, task }) => [
    {
      name: "getPowerState",
      isWrite: false,
      needsHardware: power.supportsPowerSync,
      call: (h) => h.power.getPowerState(h.task),
    },
    ...power.getSupportedPowerStates(task).map((target) => ({
      name: `setPowerState to ${target}`,
      isWrite: true,
      needsHardware: true,
      call: (h: PowerHarness) => h.power.setPowerState(h.task, target),
    })),
  ],
  checks: [
    {
      title: "lists power targets of the wire without I/O",
      run: async ({ power, task }) => {
        const targets = mustBeLocal("getSupportedPowerStates", () => power.getSupportedPowerStates(task));
        if (targets.length === 0) throw new Error("it supports no power target at all");
        mustBeNames("power target", targets, POWER_TARGETS);
      },
    },
    {
      title: "reads a power state of the wire, as often as it is asked, and writes nothing",
      run: async (harness) => {
        for (let times = 0; times < 3; times += 1) {
          const state = await harness.power.getPowerState(harness.task);
          if (state !== null) mustBeNames("power state", [state], POWER_STATES);
        }
        if (harness.seen().length > 0) throw new Error("reading the power state wrote");
      },
    },
    {
      title: "leads to every target it supports",
      run: async (harness) => {
        const supported = harness.power.getSupportedPowerStates(harness.task);
        for (const target of supported) {
          const isSoftOrReboot = target !== "power on" && target !== "power off";
          if (isSoftOrReboot && supported.includes("power on")) await reach(harness, "power on");
          await reach(harness, target);
        }
      },
    },
    {
      title: "takes a power on, power off or soft power off that already is as a success",
      run: async (harness) => {
        const supported = harness.power.getSupportedPowerStates(harness.task);
        for (const target of REPEATABLE.filter((each) => supported.includes(each))) {
          if (target === "soft power off" && supported.includes("power on")) await reach(harness, "power on");
          await reach(harness, target);
          await reach(harness, target);
        }
      },
    },
    {
      title: "refuses a target it does not list by NOT_SUPPORTED, before any write",
      run: async (harness) => {
        const { power, task } = harness;
        const supported = power.getSupportedPowerStates(task);
        const others = [...POWER_TARGETS.filter((each) => !supported.includes(each)), "no such target" as PowerTarget];
        for (const target of others) {
          await mustRefuse(harness, ["NOT_SUPPORTED"], () => power.setPowerState(task, target));
        }
        if (harness.seen().length > 0) throw new Error("a refused target reached the machine");
      },
    },
    {
      title: "waits timeoutMs for the BMC to accept, and says BMC_UNREACHABLE after that",
      run: async (harness) => {
        const { power, task } = harness;
        const target = power.getSupportedPowerStates(task)[0]!;
        if (harness.hang === undefined) {
          await power.setPowerState(task, target, { timeoutMs: 60_000 });
          return;
        }
        await harness.hang();
        const asked = mustRefuse(harness, ["BMC_UNREACHABLE"], () =>
          power.setPowerState(task, target, { timeoutMs: SHORT_MS }),
        );
        await mustSettle(`setPowerState with timeoutMs ${SHORT_MS}`, SHORT_MS + SLACK_MS, asked);
      },
    },
  ],
};

async function reach(harness: PowerHarness, target: PowerTarget): Promise<void> {
  const { power, task } = harness;
  await power.setPowerState(task, target);
  if (!power.supportsPowerSync) return;
  const what = `power state after ${target}`;
  await mustBecome(
    harness,
    what,
    () => power.getPowerState(task),
    (state) => state === STATE_AFTER[target],
  );
}

/**
 * The contract of `PowerInterface`.
 * @param name - of the implementation
 * @public
 */
export function describePowerInterface(name: string, make: HarnessMaker<PowerHarness>, options?: SuiteOptions): void {
  describeInterface(POWER_CONTRACT, name, make, options);
}
