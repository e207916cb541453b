import type { FirmwareInterface } from "@steelyard/interfaces";
import { describe } from "vitest";
import { checksOf } from "../suite/describe-interface.js";
import { itNotices, MemoryWire, wireHarness } from "../suite/memory-wire.test.support.js";
import { base, type Loose } from "../suite/pieces.test.support.js";
import { FIRMWARE_CONTRACT, type FirmwareHarness } from "./describe-firmware-interface.js";

describe("the firmware contract", () => {
  const make = (): FirmwareHarness & { firmware: Loose<FirmwareInterface> } => ({
    ...wireHarness(new MemoryWire()),
    firmware: { ...base, readFirmwareComponents: async () => [{ component: "bmc", currentVersion: "1.2" }] },
  });
  itNotices(checksOf<"firmware", FirmwareHarness>(FIRMWARE_CONTRACT, "acme") as never, make, [
    [
      "names a component that the wire does not know",
      /components/,
      (h) => {
        h.firmware.readFirmwareComponents = async () => [{ component: "toaster", currentVersion: null }];
      },
    ],
  ]);
});
