import { type BootInterface, DriverError } from "@steelyard/interfaces";
import { describe } from "vitest";
import { MemoryMachineFiles } from "../services/memory-machine-files.js";
import { checksOf } from "../suite/describe-interface.js";
import { itNotices, MemoryWire, wireHarness } from "../suite/memory-wire.test.support.js";
import { BOOT_CONTRACT, type BootHarness } from "./describe-boot-interface.js";

type Broken = { -readonly [K in keyof BootInterface]: BootInterface[K] };
type Harness = BootHarness & { readonly boot: Broken; readonly wire: MemoryWire; readonly files: MemoryMachineFiles };

function make(): Harness {
  const wire = new MemoryWire();
  const files = new MemoryMachineFiles();
  let device = "disk";
  const boot: Broken = {
    properties: {},
    capabilities: ["ipxe_boot"],
    validate: () => {},
    validateRescue: () => {
      throw new DriverError("NOT_SUPPORTED", { reason: "There is no rescue ramdisk." });
    },
    validateInspection: () => {},
    prepareRamdisk: async (task, { parameters }) => {
      await files.publish(task, "script", {
        kind: "ipxe-script",
        macAddresses: [],
        script: JSON.stringify(parameters),
      });
      await wire.write(task, "boot from the network");
      device = "pxe";
    },
    cleanUpRamdisk: async (task) => files.withdraw(task, "script"),
    prepareInstance: async (task) => {
      await files.withdraw(task, "script");
      await wire.write(task, "boot from the disk");
      device = "disk";
    },
    cleanUpInstance: async () => {},
  };
  return {
    ...wireHarness(wire),
    seen: () => [...wire.seen, ...files.writes],
    boot,
    wire,
    files,
    state: () => ({ device, files: files.published() }),
    leftovers: () => files.published(),
  };
}

describe("the boot contract", () => {
  itNotices<Harness>(checksOf<"boot", BootHarness>(BOOT_CONTRACT, "acme"), make, [
    [
      "publishes something else every time",
      /ramdisk twice/,
      (harness) => {
        const right = harness.boot.prepareRamdisk.bind(harness.boot);
        harness.boot.prepareRamdisk = async (task, { mode, parameters }) =>
          right(task, { mode, parameters: { ...parameters, nonce: String(Math.random()) } });
      },
    ],
    [
      "keeps in memory what a successor would need",
      /another process/,
      (harness) => {
        const right = harness.boot.prepareRamdisk.bind(harness.boot);
        const known = new Set<unknown>();
        harness.boot.prepareRamdisk = async (task, { mode, parameters }) => {
          known.add(task);
          await right(task, { mode, parameters: { ...parameters, processes: String(known.size) } });
        };
      },
    ],
    [
      "leaves the script published",
      /withdraws the ramdisk/,
      ({ boot }) => {
        boot.cleanUpRamdisk = async () => {};
      },
    ],
    [
      "withdraws only what it knows to be there",
      /withdraws the ramdisk/,
      (harness) => {
        harness.boot.cleanUpRamdisk = async (task) => {
          if (harness.files.published().length === 0) throw new DriverError("INTERNAL");
          await harness.files.withdraw(task, "script");
        };
      },
    ],
    [
      "has a capability nobody knows",
      /capabilities/,
      ({ boot }) => {
        Object.assign(boot, { capabilities: ["floppy_boot"] });
      },
    ],
    [
      "throws what is no DriverError when asked for rescue",
      /rescue and inspection/,
      ({ boot }) => {
        boot.validateRescue = () => {
          throw new Error("no");
        };
      },
    ],
    [
      "sets the boot device for a process that lost the node",
      /assertOwned/,
      ({ boot, wire }) => {
        boot.prepareInstance = async () => void wire.seen.push("boot from the disk");
      },
    ],
  ]);
});
