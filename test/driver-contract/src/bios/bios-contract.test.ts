import type { BiosInterface } from "@steelyard/interfaces";
import { describe } from "vitest";
import { checksOf } from "../suite/describe-interface.js";
import { itNotices, MemoryWire, wireHarness } from "../suite/memory-wire.test.support.js";
import { alternating, base, type Loose } from "../suite/pieces.test.support.js";
import { BIOS_CONTRACT, type BiosHarness } from "./describe-bios-interface.js";

describe("the bios contract", () => {
  const make = (): BiosHarness & { bios: Loose<BiosInterface> } => ({
    ...wireHarness(new MemoryWire()),
    bios: { ...base, readBiosSettings: async () => [{ name: "BootMode", value: "Uefi" }] },
  });
  itNotices(checksOf<"bios", BiosHarness>(BIOS_CONTRACT, "acme") as never, make, [
    [
      "reads other settings again",
      /reads settings/,
      (h) => {
        h.bios.readBiosSettings = alternating([{ name: "a", value: "1" }], [{ name: "a", value: "2" }]);
      },
    ],
    [
      "names a setting twice",
      /reads settings/,
      (h) => {
        h.bios.readBiosSettings = async () => [
          { name: "a", value: "1" },
          { name: "a", value: "1" },
        ];
      },
    ],
  ]);
});
