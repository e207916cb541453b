import { valuesOf } from "../suite/attempt.js";
import { type Contract, describeInterface } from "../suite/describe-interface.js";
import type { HarnessMaker, InterfaceHarness, SuiteOptions } from "../suite/interface-harness.js";
import { mustBeText, mustBeUnique, mustEqual } from "../suite/must.js";

/** @public */
export type FirmwareHarness = InterfaceHarness<"firmware">;

export const FIRMWARE_CONTRACT: Contract<"firmware", FirmwareHarness> = {
  type: "firmware",
  calls: () => [
    { name: "readFirmwareComponents", isWrite: false, call: (h) => h.firmware.readFirmwareComponents(h.task) },
  ],
  checks: [
    {
      title: "reads components bmc, bios or nic:<id> with a version or null, the same ones again, and writes nothing",
      run: async (harness) => {
        const [first, second] = await valuesOf(harness, 2, () => harness.firmware.readFirmwareComponents(harness.task));
        mustEqual("the components read again", second, first);
        mustBeUnique(
          "firmware component",
          (first ?? []).map(({ component }) => component),
        );
        for (const { component, currentVersion } of first ?? []) {
          if (!/^(bmc|bios|nic:.+)$/.test(component)) throw new Error(`${component} is none of bmc, bios, nic:<id>`);
          mustBeText(`version of ${component}`, currentVersion);
        }
        if (harness.seen().length > 0) throw new Error("reading firmware components wrote");
      },
    },
  ],
};

/**
 * The contract of `FirmwareInterface`; its steps are looked at by `describeStepTable`.
 * @param name - of the implementation
 * @public
 */
export function describeFirmwareInterface(
  name: string,
  make: HarnessMaker<FirmwareHarness>,
  options?: SuiteOptions,
): void {
  describeInterface(FIRMWARE_CONTRACT, name, make, options);
}
