import { DriverError, type StepOutcome } from "@steelyard/interfaces";
import type { PlanEntry } from "./cursor.js";

/** What the reserved steps do. Source: Ironic `RESERVED_STEP_HANDLER_MAPPING`; reference "Steps" §3. */
export function flowControl(entry: Extract<PlanEntry, { kind: "step" }>): StepOutcome {
  switch (entry.step) {
    case "power_on":
      return { kind: "power", target: "power on", then: "next" };
    case "power_off":
      return { kind: "power", target: "power off", then: "next" };
    case "reboot":
      return { kind: "power", target: "rebooting", then: "next" };
    case "wait": {
      const seconds = Number(entry.args["seconds"]);
      return Number.isFinite(seconds) && seconds > 0
        ? { kind: "wait", for: "poll", pollAfterMs: seconds * 1000 }
        : { kind: "wait", for: "agent" };
    }
    case "hold":
      return { kind: "wait", for: "agent", progress: "hold" };
    default:
      throw new DriverError("STEP_UNKNOWN", { step: entry.step });
  }
}
