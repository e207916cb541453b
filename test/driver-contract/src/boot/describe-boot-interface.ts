import type { BootCapability } from "@steelyard/interfaces";
import { attempt } from "../suite/attempt.js";
import { type Contract, describeInterface } from "../suite/describe-interface.js";
import type { HarnessMaker, InterfaceHarness, SuiteOptions } from "../suite/interface-harness.js";
import { ioOf } from "../suite/io-watch.js";
import { mustBeNames, mustEqual } from "../suite/must.js";
import { subjectOf } from "../suite/validate-checks.js";

/** @public */
export type BootHarness = InterfaceHarness<"boot"> & {
  /**
   * What the next power on leads to, as plain data: published files, inserted media, boot device. It must be free of what
   * changes from call to call without meaning anything.
   */
  state(): unknown;
  /** What is still published or inserted for the ramdisk; has to be empty after `cleanUpRamdisk`. */
  leftovers(): readonly unknown[] | Promise<readonly unknown[]>;
};

const CAPABILITIES: readonly BootCapability[] = [
  "ipxe_boot",
  "pxe_boot",
  "iscsi_volume_boot",
  "fibre_channel_volume_boot",
  "ramdisk_boot",
  "ramdisk_boot_configdrive",
];
const DEPLOY = { mode: "deploy", parameters: { "ipa-api-url": "http://192.0.2.1:6385", nofb: null } } as const;

export const BOOT_CONTRACT: Contract<"boot", BootHarness> = {
  type: "boot",
  calls: () => [
    { name: "prepareRamdisk", isWrite: true, call: (h) => h.boot.prepareRamdisk(h.task, DEPLOY) },
    { name: "cleanUpRamdisk", isWrite: true, call: (h) => h.boot.cleanUpRamdisk(h.task) },
    { name: "prepareInstance", isWrite: true, call: (h) => h.boot.prepareInstance(h.task) },
    { name: "cleanUpInstance", isWrite: true, call: (h) => h.boot.cleanUpInstance(h.task) },
  ],
  checks: [
    {
      title: "has capabilities that the deploy interfaces know",
      run: async ({ boot }) => mustBeNames("boot capability", boot.capabilities, CAPABILITIES),
    },
    {
      title: "prepares the ramdisk twice and leads to the same state",
      run: async (harness) => {
        await harness.boot.prepareRamdisk(harness.task, DEPLOY);
        const once = structuredClone(await harness.state());
        await harness.boot.prepareRamdisk(harness.task, DEPLOY);
        mustEqual("state after the second prepareRamdisk", await harness.state(), once);
      },
    },
    {
      title: "prepares the ramdisk again in another process and leads to the same state",
      run: async (harness) => {
        await harness.boot.prepareRamdisk(harness.task, DEPLOY);
        const once = structuredClone(await harness.state());
        await harness.boot.prepareRamdisk(harness.task.successor(), DEPLOY);
        mustEqual("state after a successor's prepareRamdisk", await harness.state(), once);
      },
    },
    {
      title: "withdraws the ramdisk, also when it is withdrawn already or was never prepared",
      run: async (harness) => {
        const { boot, task } = harness;
        await boot.cleanUpRamdisk(task);
        await boot.prepareRamdisk(task, DEPLOY);
        await boot.cleanUpRamdisk(task);
        mustEqual("what is left of the ramdisk", await harness.leftovers(), []);
        await boot.cleanUpRamdisk(task);
      },
    },
    {
      title: "prepares the instance twice, after the ramdisk, and leads to the same state",
      run: async (harness) => {
        const { boot, task } = harness;
        await boot.prepareRamdisk(task, DEPLOY);
        await boot.prepareInstance(task);
        const once = structuredClone(await harness.state());
        await boot.prepareInstance(task);
        mustEqual("state after the second prepareInstance", await harness.state(), once);
        for (let times = 0; times < 2; times += 1) await boot.cleanUpInstance(task);
      },
    },
    {
      title: "validates rescue and inspection without I/O",
      run: async (harness) => {
        const subject = subjectOf(harness);
        for (const method of ["validateRescue", "validateInspection"] as const) {
          const io = ioOf(() => {
            try {
              harness.boot[method](subject);
            } catch {
              // Looked at below, where the error is checked.
            }
          });
          if (io.length > 0) throw new Error(`${method} did I/O: ${io.join(", ")}`);
          await attempt(harness, () => harness.boot[method](subject));
        }
      },
    },
  ],
};

/**
 * The contract of `BootInterface`.
 * @param name - of the implementation
 * @public
 */
export function describeBootInterface(name: string, make: HarnessMaker<BootHarness>, options?: SuiteOptions): void {
  describeInterface(BOOT_CONTRACT, name, make, options);
}
