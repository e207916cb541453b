import { attempt, valuesOf } from "../suite/attempt.js";
import { type Contract, describeInterface } from "../suite/describe-interface.js";
import type { HarnessMaker, InterfaceHarness, SuiteOptions } from "../suite/interface-harness.js";
import { mustBeOutcome } from "../suite/must.js";

/** @public */
export type RescueHarness = InterfaceHarness<"rescue">;

export const RESCUE_CONTRACT: Contract<"rescue", RescueHarness> = {
  type: "rescue",
  calls: () =>
    (["rescue", "finishRescue", "unrescue", "cleanUp"] as const).map((name) => ({
      name,
      isWrite: true,
      call: (h): Promise<unknown> => h.rescue[name](h.task),
    })),
  checks: [
    ...(["rescue", "unrescue"] as const).map((method) => ({
      title: `answers ${method} with an outcome, and with the same kind again`,
      run: async (harness: RescueHarness) => {
        const outcomes = await valuesOf(harness, 2, () => harness.rescue[method](harness.task));
        for (const outcome of outcomes) mustBeOutcome(method, outcome);
        if (outcomes[0]?.kind !== outcomes[1]?.kind) throw new Error(`${method} ends in two different ways`);
      },
    })),
    {
      title: "finishes a rescue with an outcome, or says why it can not",
      run: async (harness) => {
        const outcome = await attempt(harness, () => harness.rescue.finishRescue(harness.task));
        if (outcome.kind === "answered") mustBeOutcome("finishRescue", outcome.value);
      },
    },
    {
      title: "cleans up, also when nothing is left, and keeps no rescue password on the node",
      run: async (harness) => {
        await valuesOf(harness, 2, () => harness.rescue.cleanUp(harness.task));
        const left = Object.keys(harness.task.node.instanceInfo).filter((key) => key.endsWith("rescue_password"));
        if (left.length > 0) throw new Error(`${left.join(", ")} is still on the node`);
      },
    },
  ],
};

/**
 * The contract of `RescueInterface`.
 * @param name - of the implementation
 * @public
 */
export function describeRescueInterface(name: string, make: HarnessMaker<RescueHarness>, options?: SuiteOptions): void {
  describeInterface(RESCUE_CONTRACT, name, make, options);
}
