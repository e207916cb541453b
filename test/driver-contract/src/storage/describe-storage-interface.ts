import { valuesOf } from "../suite/attempt.js";
import { type Contract, describeInterface } from "../suite/describe-interface.js";
import type { HarnessMaker, InterfaceHarness, SuiteOptions } from "../suite/interface-harness.js";
import { mustBeLocal } from "../suite/must.js";
import { subjectOf } from "../suite/validate-checks.js";

/** @public */
export type StorageHarness = InterfaceHarness<"storage">;

export const STORAGE_CONTRACT: Contract<"storage", StorageHarness> = {
  type: "storage",
  calls: () => [
    { name: "attachVolumes", isWrite: true, call: (h) => h.storage.attachVolumes(h.task) },
    { name: "detachVolumes", isWrite: true, call: (h) => h.storage.detachVolumes(h.task) },
  ],
  checks: [
    {
      title: "attaches volumes that are attached already, and detaches what is detached",
      run: async (harness) => {
        await valuesOf(harness, 2, () => harness.storage.attachVolumes(harness.task));
        await valuesOf(harness, 2, () => harness.storage.detachVolumes(harness.task));
      },
    },
    {
      title: "says without I/O whether the image is to be written",
      run: async (harness) => {
        const answer = mustBeLocal("shouldWriteImage", () => harness.storage.shouldWriteImage(subjectOf(harness)));
        if (typeof answer !== "boolean") throw new Error("shouldWriteImage is true or false");
      },
    },
  ],
};

/**
 * The contract of `StorageInterface`.
 * @param name - of the implementation
 * @public
 */
export function describeStorageInterface(
  name: string,
  make: HarnessMaker<StorageHarness>,
  options?: SuiteOptions,
): void {
  describeInterface(STORAGE_CONTRACT, name, make, options);
}
