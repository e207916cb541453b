import { type BiosInterface, DriverError, NoBios } from "@steelyard/interfaces";
import { describe } from "vitest";
import { BIOS_CONTRACT, type BiosHarness } from "../bios/describe-bios-interface.js";
import { checksOf } from "../suite/describe-interface.js";
import { itNotices, MemoryWire, wireHarness } from "../suite/memory-wire.test.support.js";
import type { Loose } from "../suite/pieces.test.support.js";

describe("the contract of absent implementations", () => {
  const make = (): BiosHarness & { bios: Loose<BiosInterface> } => ({
    ...wireHarness(new MemoryWire()),
    bios: new NoBios() as Loose<BiosInterface>,
  });
  itNotices(checksOf<"bios", BiosHarness>(BIOS_CONTRACT, "no-bios", { kind: "absent" }) as never, make, [
    [
      "does something",
      /readBiosSettings/,
      (h) => {
        h.bios.readBiosSettings = async () => [];
      },
    ],
    [
      "takes a node",
      /no validate/,
      (h) => {
        h.bios.validate = () => {};
      },
    ],
    [
      "does not say which it is",
      /readBiosSettings/,
      (h) => {
        h.bios.readBiosSettings = async () => {
          throw new DriverError("NOT_SUPPORTED");
        };
      },
    ],
  ]);
});
