import { DriverError, type RaidInterface } from "@steelyard/interfaces";
import { describe } from "vitest";
import { checksOf } from "../suite/describe-interface.js";
import { itNotices, MemoryWire, wireHarness } from "../suite/memory-wire.test.support.js";
import { base, type Loose } from "../suite/pieces.test.support.js";
import { RAID_CONTRACT, type RaidHarness } from "./describe-raid-interface.js";

describe("the raid contract", () => {
  const make = (): RaidHarness & { raid: Loose<RaidInterface> } => ({
    ...wireHarness(new MemoryWire()),
    raid: {
      ...base,
      validateRaidConfig: (_subject, { logical_disks: disks }) => {
        if (!Array.isArray(disks)) throw new DriverError("INVALID_PARAMETER", { reason: "logical_disks is no list." });
      },
      getLogicalDiskProperties: () => ({ raid_level: "The level.", size_gb: "The size." }),
    },
  });
  itNotices(checksOf<"raid", RaidHarness>(RAID_CONTRACT, "acme") as never, make, [
    [
      "takes every configuration",
      /refuses a configuration/,
      (h) => {
        h.raid.validateRaidConfig = () => {};
      },
    ],
    [
      "takes no configuration",
      /takes the configurations/,
      (h) => {
        h.raid.validateRaidConfig = () => {
          throw new DriverError("INVALID_PARAMETER", { reason: "No." });
        };
      },
    ],
    [
      "does not describe the size",
      /describes/,
      (h) => {
        h.raid.getLogicalDiskProperties = () => ({ raid_level: "The level." });
      },
    ],
  ]);
});
