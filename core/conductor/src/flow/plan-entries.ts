import type { JsonObject, StepPhase } from "@steelyard/interfaces";
import type { UserStep } from "@steelyard/runtime-interfaces";
import type { PlannedStep } from "@steelyard/steps";
import type { PlanEntry } from "./cursor.js";
import type { FlowRun } from "./flow-run.js";
import { maskedArgs } from "./masked-args.js";

/** Planned steps as entries of an action's plan. */
export function entriesOf(phase: StepPhase, steps: readonly PlannedStep[]): readonly PlanEntry[] {
  return steps.map((step) => ({ kind: "step", phase, ...step }));
}

/** The plan as `driver_internal_info` shows it, e.g. `clean_steps`. */
export function shownPlan(phase: StepPhase, steps: readonly PlannedStep[]): JsonObject {
  return {
    [`${phase}_steps`]: steps.map(({ interface: type, step, args, priority, isAbortable }) => ({
      interface: type,
      step,
      args: maskedArgs(args),
      priority,
      abortable: isAbortable,
    })),
  };
}

/** The steps a user gave with the request. */
export function userSteps(run: FlowRun): readonly UserStep[] {
  return (run.action.args["steps"] as unknown as readonly UserStep[] | undefined) ?? [];
}

export function isRamdiskDisabled(run: FlowRun): boolean {
  return run.action.args["disable_ramdisk"] === true;
}
