import type { PowerTarget } from "@steelyard/interfaces";
import { isFailed } from "@steelyard/state-machine";
import type { InternalStep } from "./internal-step.js";

/** A power request. Source: Ironic `ironic.conductor.utils.node_power_action`; reference "States" §7. */
export const powerSteps = {
  "power.change": async (run) => {
    const { node } = run.task;
    run.task.interfaceOf("power").validate(run.task);
    const target = run.action.args["target"] as PowerTarget;
    const timeoutSec = run.action.args["timeout"];
    if (node.provisionState === "active" && target !== "power off" && target !== "soft power off")
      await run.task.interfaceOf("storage").attachVolumes(run.task);
    return { kind: "change-power", target, ...(typeof timeoutSec === "number" ? { timeoutSec } : {}) };
  },
  "power.finish": async (run) => {
    const { node } = run.task;
    if (node.provisionState === "active" && node.powerState === "power off")
      await run.task.interfaceOf("storage").detachVolumes(run.task);
    await run.task.save({ targetPowerState: null, ...(isFailed(node.provisionState) ? {} : { lastError: null }) });
    return { kind: "done" };
  },
} satisfies Readonly<Record<string, InternalStep>>;
