import type { StepTable } from "@steelyard/interfaces";
import { DONE, stepsFor } from "@steelyard/interfaces";
import { describe, expect, test } from "vitest";
import { needsRamdisk, offeredBy, planAutomatedClean, planVerify, stepId } from "./index.js";
import { offer, SETTINGS } from "./offered.test.support.js";

const AGENT = { source: "agent", needsRamdisk: true } as const;
const offered = [
  offer("raid.delete_configuration", { clean: 10 }),
  offer("deploy.erase_devices_metadata", { clean: 99 }, AGENT),
  offer("deploy.erase_devices", { clean: 10 }, AGENT),
  offer("bios.apply_configuration", { clean: 0 }, { args: SETTINGS }),
  offer("vendor.log_passthrough", { clean: 10 }),
  offer("management.verify_bmc_clock", { verify: 1 }, { needsRamdisk: true }),
  offer("power.check", { verify: 1 }),
  offer("deploy.in_band_check", { verify: 9 }, AGENT),
];

describe("planAutomatedClean", () => {
  test("takes steps above priority 0, by priority, then by the rank of the interface", () => {
    const plan = planAutomatedClean(offered, {});
    expect(plan.map(stepId)).toEqual([
      "deploy.erase_devices_metadata",
      "vendor.log_passthrough",
      "deploy.erase_devices",
      "raid.delete_configuration",
    ]);
    expect(needsRamdisk(plan)).toBe(true);
  });

  test("obeys the operator's priorities, as numbers or as text", () => {
    const overrides = { "deploy.erase_devices": "0", "raid.delete_configuration": 100, "power.of_another_node": "7" };
    expect(planAutomatedClean(offered, overrides).map((step) => [stepId(step), step.priority])).toEqual([
      ["raid.delete_configuration", 100],
      ["deploy.erase_devices_metadata", 99],
      ["vendor.log_passthrough", 10],
    ]);
  });

  test.each(["high", "-1", "1.5", -1, Number.NaN, ""])("refuses the priority %j", (priority) => {
    expect(() => planAutomatedClean(offered, { "deploy.erase_devices": priority })).toThrow(
      /clean step deploy\.erase_devices must be a whole number/,
    );
  });

  test("refuses to turn on a step whose arguments nobody gives", () => {
    expect(() => planAutomatedClean(offered, { "bios.apply_configuration": 5 })).toThrow(
      /bios\.apply_configuration needs the argument settings/,
    );
  });

  test("means the driver's step where the agent offers one of the same name", () => {
    const both = [offer("raid.wipe", { clean: 20 }, AGENT), offer("raid.wipe", { clean: 5 })];
    expect(planAutomatedClean(both, {})).toMatchObject([{ source: "interface", priority: 5 }]);
  });

  test("makes the same plan whatever the order of the offer", () => {
    expect(planAutomatedClean([...offered].reverse(), {})).toEqual(planAutomatedClean(offered, {}));
  });
});

test("planVerify ranks by the interfaces' order of verifying, and has no ramdisk", () => {
  const plan = planVerify(offered, {});
  expect(plan.map(stepId)).toEqual(["power.check", "management.verify_bmc_clock"]);
  expect(needsRamdisk(plan)).toBe(false);
  expect(planVerify(offered, { "power.check": 0 }).map(stepId)).toEqual(["management.verify_bmc_clock"]);
});

test("offeredBy reads a step table without its handlers", () => {
  const table = stepsFor<object>()
    .step("factory_reset", {
      summary: "Back to the maker's settings.",
      phases: { clean: { priority: 0 } },
      repeat: "verify",
      needsRamdisk: false,
      isAbortable: true,
      run: async () => DONE,
      check: async () => DONE,
    })
    .build();
  const steps = offeredBy("bios", table as StepTable<unknown>);
  expect(steps).toEqual([
    {
      interface: "bios",
      step: "factory_reset",
      summary: "Back to the maker's settings.",
      phases: { clean: { priority: 0 } },
      repeat: "verify",
      needsRamdisk: false,
      isAbortable: true,
      source: "interface",
    },
  ]);
  expect(JSON.parse(JSON.stringify(steps))).toEqual(steps);
});
