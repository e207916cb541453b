import type { ConsoleAccess, ConsoleInterface } from "@steelyard/interfaces";
import { describe } from "vitest";
import { checksOf } from "../suite/describe-interface.js";
import { itNotices, MemoryWire, wireHarness } from "../suite/memory-wire.test.support.js";
import { alternating, base, type Loose } from "../suite/pieces.test.support.js";
import { CONSOLE_CONTRACT, type ConsoleHarness } from "./describe-console-interface.js";

describe("the console contract", () => {
  const make = (): ConsoleHarness & { console: Loose<ConsoleInterface> } => {
    const wire = new MemoryWire();
    return {
      ...wireHarness(wire),
      console: {
        ...base,
        startConsole: (task) => wire.write(task, "start"),
        stopConsole: (task) => wire.write(task, "stop"),
        getConsole: async () => ({ type: "socat", url: "tcp://127.0.0.1:10000" }) as const,
      },
    };
  };
  itNotices(checksOf<"console", ConsoleHarness>(CONSOLE_CONTRACT, "acme") as never, make, [
    [
      "moves a console that runs",
      /starts a console/,
      (h) => {
        const at = (port: number): ConsoleAccess => ({ type: "socat", url: `tcp://127.0.0.1:${port}` });
        h.console.getConsole = alternating(at(10_000), at(10_001));
      },
    ],
    [
      "tells no URL",
      /starts a console/,
      (h) => {
        h.console.getConsole = async () => ({ type: "socat", url: "on port 4" });
      },
    ],
  ]);
});
