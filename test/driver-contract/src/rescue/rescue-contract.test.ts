import { DONE, type RescueInterface, type StepOutcome } from "@steelyard/interfaces";
import { describe } from "vitest";
import { checksOf } from "../suite/describe-interface.js";
import { itNotices, MemoryWire, wireHarness } from "../suite/memory-wire.test.support.js";
import { alternating, base, type Loose } from "../suite/pieces.test.support.js";
import { RESCUE_CONTRACT, type RescueHarness } from "./describe-rescue-interface.js";

describe("the rescue contract", () => {
  const make = (): RescueHarness & { rescue: Loose<RescueInterface> } => ({
    ...wireHarness(new MemoryWire()),
    rescue: {
      ...base,
      rescue: async () => ({ kind: "reboot", then: "next", awaitAgent: true }) as const,
      finishRescue: async () => DONE,
      unrescue: async () => ({ kind: "reboot", then: "next" }) as const,
      cleanUp: async () => {},
    },
  });
  itNotices(checksOf<"rescue", RescueHarness>(RESCUE_CONTRACT, "acme") as never, make, [
    [
      "ends in another way when repeated",
      /answers rescue/,
      (h) => {
        h.rescue.rescue = alternating<StepOutcome>({ kind: "reboot", then: "next" }, DONE);
      },
    ],
    [
      "keeps the password",
      /cleans up/,
      (h) => {
        h.task.change({ instanceInfo: { rescue_password: "x" } });
      },
    ],
  ]);
});
