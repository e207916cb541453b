import type { InterfaceType, StepTable } from "@steelyard/interfaces";
import { describe, it } from "vitest";
import { runCheck } from "../suite/check.js";
import type { HarnessMaker } from "../suite/interface-harness.js";
import type { StepHarness } from "./step-harness.js";
import { stepRowChecks } from "./step-row-checks.js";
import { stepRunChecks } from "./step-run-checks.js";

/**
 * The contract of a step table: its rows, and with a harness also that its steps end, survive a crash and are fenced.
 * @param name - of the implementation
 * @param options - `type`: the interface it belongs to; `make`: harness to run the steps on
 * @public
 */
export function describeStepTable<T>(
  name: string,
  table: StepTable<T>,
  options: { readonly type?: InterfaceType; readonly make?: HarnessMaker<StepHarness<T>> } = {},
): void {
  const { type, make } = options;
  describe(`steps of ${type ?? "interface"} ${name}`, () => {
    for (const check of stepRowChecks) it(check.title, () => check.run(table as StepTable<unknown>, type));
    if (make === undefined) return;
    for (const check of stepRunChecks(table)) it(check.title, () => runCheck(check, make));
  });
}
