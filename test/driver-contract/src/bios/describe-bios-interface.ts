import type { BiosSetting } from "@steelyard/interfaces";
import { valuesOf } from "../suite/attempt.js";
import { type Contract, describeInterface } from "../suite/describe-interface.js";
import type { HarnessMaker, InterfaceHarness, SuiteOptions } from "../suite/interface-harness.js";
import { mustBeJson, mustBeUnique, mustEqual } from "../suite/must.js";

/** @public */
export type BiosHarness = InterfaceHarness<"bios">;

export const BIOS_CONTRACT: Contract<"bios", BiosHarness> = {
  type: "bios",
  calls: () => [{ name: "readBiosSettings", isWrite: false, call: (h) => h.bios.readBiosSettings(h.task) }],
  checks: [
    {
      title: "reads settings with a name each and a value or null, the same ones again, and writes nothing",
      run: async (harness) => {
        const [first, second] = await valuesOf(harness, 2, () => harness.bios.readBiosSettings(harness.task));
        mustEqual("the settings read again", second, first);
        mustBeUnique(
          "BIOS setting",
          (first ?? []).map(({ name }) => name),
        );
        for (const setting of first ?? []) mustBeSetting(setting);
        if (harness.seen().length > 0) throw new Error("reading BIOS settings wrote");
      },
    },
  ],
};

function mustBeSetting(setting: BiosSetting): void {
  const { name, value, lowerBound, upperBound, allowableValues } = setting;
  mustBeJson(`BIOS setting ${name}`, setting);
  if (name === "") throw new Error("a BIOS setting has no name");
  if (value !== null && typeof value !== "string") throw new Error(`${name}: the value is no text`);
  if (lowerBound !== undefined && upperBound !== undefined && lowerBound > upperBound)
    throw new Error(`${name}: its bounds are ${lowerBound} to ${upperBound}`);
  if (allowableValues?.length === 0) throw new Error(`${name}: no value is allowed`);
}

/**
 * The contract of `BiosInterface`; its steps are looked at by `describeStepTable`.
 * @param name - of the implementation
 * @public
 */
export function describeBiosInterface(name: string, make: HarnessMaker<BiosHarness>, options?: SuiteOptions): void {
  describeInterface(BIOS_CONTRACT, name, make, options);
}
