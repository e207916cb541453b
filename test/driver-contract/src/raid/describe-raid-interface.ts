import type { JsonObject } from "@steelyard/interfaces";
import { attempt, mustRefuse } from "../suite/attempt.js";
import { type Contract, describeInterface } from "../suite/describe-interface.js";
import type { HarnessMaker, InterfaceHarness, SuiteOptions } from "../suite/interface-harness.js";
import { ioOf } from "../suite/io-watch.js";
import { mustBeLocal } from "../suite/must.js";
import { subjectOf } from "../suite/validate-checks.js";

/** @public */
export type RaidHarness = InterfaceHarness<"raid"> & {
  /** Target configurations the implementation takes. Default: one logical disk of RAID level 1 that takes all space. */
  readonly accepted?: readonly JsonObject[];
  /** What is wrong with a configuration → the configuration. */
  readonly refused?: Readonly<Record<string, JsonObject>>;
};

const MIRROR: JsonObject = { logical_disks: [{ raid_level: "1", size_gb: "MAX" }] };

export const RAID_CONTRACT: Contract<"raid", RaidHarness> = {
  type: "raid",
  checks: [
    {
      title: "takes the configurations it can build, without I/O",
      run: async (harness) => {
        for (const config of harness.accepted ?? [MIRROR]) {
          const io = ioOf(() => harness.raid.validateRaidConfig(subjectOf(harness), config));
          if (io.length > 0) throw new Error(`validateRaidConfig did I/O: ${io.join(", ")}`);
        }
      },
    },
    {
      title: "refuses a configuration it can not build by INVALID_PARAMETER, with a reason and without I/O",
      run: async (harness) => {
        const configs: Readonly<Record<string, JsonObject>> = {
          "logical_disks is no list": { logical_disks: "all" },
          ...harness.refused,
        };
        for (const [what, config] of Object.entries(configs)) {
          const validate = () => harness.raid.validateRaidConfig(subjectOf(harness), config);
          const error = await mustRefuse(harness, ["INVALID_PARAMETER"], () => {
            const io = ioOf(validate);
            if (io.length > 0) throw new Error(`validateRaidConfig did I/O: ${io.join(", ")}`);
          });
          if (typeof error.details["reason"] !== "string") throw new Error(`${what}: the error gives no reason`);
        }
      },
    },
    {
      title: "describes what a logical disk may say, raid_level and size_gb among it",
      run: async (harness) => {
        const outcome = await attempt(harness, () =>
          mustBeLocal("getLogicalDiskProperties", () => harness.raid.getLogicalDiskProperties()),
        );
        if (outcome.kind !== "answered") throw outcome.error;
        for (const [name, text] of Object.entries(outcome.value)) {
          if (text.trim() === "") throw new Error(`${name} has no description`);
        }
        for (const name of ["raid_level", "size_gb"]) {
          if (!Object.hasOwn(outcome.value, name)) throw new Error(`${name} is not described`);
        }
      },
    },
  ],
};

/**
 * The contract of `RaidInterface`; its steps are looked at by `describeStepTable`.
 * @param name - of the implementation
 * @public
 */
export function describeRaidInterface(name: string, make: HarnessMaker<RaidHarness>, options?: SuiteOptions): void {
  describeInterface(RAID_CONTRACT, name, make, options);
}
