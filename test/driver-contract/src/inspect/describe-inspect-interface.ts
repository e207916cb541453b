import type { InspectOutcome, JsonObject } from "@steelyard/interfaces";
import { valuesOf } from "../suite/attempt.js";
import { type Contract, describeInterface } from "../suite/describe-interface.js";
import type { HarnessMaker, InterfaceHarness, SuiteOptions } from "../suite/interface-harness.js";
import { mustBeJson, mustBeOutcome } from "../suite/must.js";

/** @public */
export type InspectHarness = InterfaceHarness<"inspect"> & {
  /** An inventory as a ramdisk sends it, for an implementation that takes one. Default: memory of 1 GiB and nothing else. */
  readonly inventory?: JsonObject;
};

const SMALL: JsonObject = { memory: { physical_mb: 1024 }, interfaces: [], disks: [] };
const sent = ({ inventory = SMALL }: InspectHarness) => ({ inventory, pluginData: {} });

export const INSPECT_CONTRACT: Contract<"inspect", InspectHarness> = {
  type: "inspect",
  calls: () => [
    { name: "inspectHardware", isWrite: true, call: (h) => h.inspect.inspectHardware(h.task) },
    { name: "continueInspection", isWrite: true, call: (h) => h.inspect.continueInspection(h.task, sent(h)) },
    { name: "abort", isWrite: true, call: (h) => h.inspect.abort(h.task) },
  ],
  checks: [
    {
      title: "inspects, and does so again with an outcome of the same kind",
      run: async (harness) => {
        const outcomes = await valuesOf(harness, 2, () => harness.inspect.inspectHardware(harness.task));
        for (const outcome of outcomes) mustBeInspectOutcome("inspectHardware", outcome);
        if (outcomes[0]?.kind !== outcomes[1]?.kind) throw new Error("it ends in two different ways");
      },
    },
    {
      title: "takes what a ramdisk sent, also when it is sent again",
      run: async (harness) => {
        const take = () => harness.inspect.continueInspection(harness.task, sent(harness));
        for (const outcome of await valuesOf(harness, 2, take)) mustBeInspectOutcome("continueInspection", outcome);
      },
    },
    {
      title: "aborts, also when nothing is inspected",
      run: async (harness) => {
        await valuesOf(harness, 2, () => harness.inspect.abort(harness.task));
      },
    },
  ],
};

function mustBeInspectOutcome(what: string, outcome: InspectOutcome): void {
  if (outcome.kind !== "inspected") {
    mustBeOutcome(what, outcome);
    return;
  }
  if (outcome.data === null) return;
  mustBeJson("inspection data", outcome.data);
  for (const part of ["inventory", "pluginData"] as const) {
    if (typeof outcome.data[part] !== "object" || outcome.data[part] === null) throw new Error(`${part} is no object`);
  }
}

/**
 * The contract of `InspectInterface`.
 * @param name - of the implementation
 * @public
 */
export function describeInspectInterface(
  name: string,
  make: HarnessMaker<InspectHarness>,
  options?: SuiteOptions,
): void {
  describeInterface(INSPECT_CONTRACT, name, make, options);
}
