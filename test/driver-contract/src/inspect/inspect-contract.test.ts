import { DriverError, type InspectInterface } from "@steelyard/interfaces";
import { describe } from "vitest";
import { checksOf } from "../suite/describe-interface.js";
import { itNotices, MemoryWire, wireHarness } from "../suite/memory-wire.test.support.js";
import { base, type Loose } from "../suite/pieces.test.support.js";
import { INSPECT_CONTRACT, type InspectHarness } from "./describe-inspect-interface.js";

describe("the inspect contract", () => {
  const make = (): InspectHarness & { inspect: Loose<InspectInterface> } => ({
    ...wireHarness(new MemoryWire()),
    inspect: {
      ...base,
      inspectHardware: async () => ({ kind: "inspected", data: null }) as const,
      continueInspection: async (_task, data) => ({ kind: "inspected", data }),
      abort: async () => {
        throw new DriverError("NOT_SUPPORTED");
      },
    },
  });
  itNotices(checksOf<"inspect", InspectHarness>(INSPECT_CONTRACT, "acme") as never, make, [
    [
      "learns something without an inventory",
      /inspects/,
      (h) => {
        h.inspect.inspectHardware = async () => ({ kind: "inspected", data: { pluginData: {} } as never });
      },
    ],
    [
      "waits without saying how long",
      /takes what a ramdisk sent/,
      (h) => {
        h.inspect.continueInspection = async () => ({ kind: "wait" }) as never;
      },
    ],
    [
      "aborts only once",
      /aborts/,
      (h) => {
        let calls = 0;
        h.inspect.abort = async () => {
          calls += 1;
          if (calls > 1) throw new DriverError("INTERNAL");
        };
      },
    ],
  ]);
});
