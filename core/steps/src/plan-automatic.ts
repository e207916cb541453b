import type { StepPhase } from "@steelyard/interfaces";
import { INTERFACE_RANK } from "./interface-rank.js";
import { offeredIn } from "./offered-steps.js";
import { byPriority, type OfferedStep, type PlannedStep, planned } from "./planned-step.js";
import { type PriorityOverrides, priorityOf } from "./priority-overrides.js";
import { validateArgs } from "./validate-args.js";

/**
 * The verify steps of a node: those of its interfaces with a priority above 0. There is no ramdisk while verifying, so the
 * agent's are left out.
 *
 * @throws DriverError `INVALID_PARAMETER` for an override that is no priority, or one that turns on a step with mandatory arguments
 * @public
 */
export function planVerify(offered: readonly OfferedStep[], overrides: PriorityOverrides): PlannedStep[] {
  const own = offered.filter(({ source }) => source === "interface");
  return planOffered("verify", own, overrides).map((step) => ({ ...step, needsRamdisk: false }));
}

/**
 * The steps of automated cleaning: all with a priority above 0.
 *
 * @throws DriverError as {@link planVerify}
 * @public
 */
export function planAutomatedClean(offered: readonly OfferedStep[], overrides: PriorityOverrides): PlannedStep[] {
  return planOffered("clean", offered, overrides);
}

/** All offered steps of a phase with a priority above 0 except those named in `except`, in the order they run. */
export function planOffered(
  phase: StepPhase,
  offered: readonly OfferedStep[],
  overrides: PriorityOverrides,
  except: ReadonlySet<string> = new Set(),
): PlannedStep[] {
  const plan: PlannedStep[] = [];
  for (const [id, step] of offeredIn(phase, offered)) {
    if (except.has(id) || INTERFACE_RANK[phase][step.interface] === undefined) continue;
    const priority = priorityOf(phase, step, overrides);
    if (priority === 0) continue;
    if (step.args !== undefined) validateArgs(step, {});
    plan.push(planned(step, priority));
  }
  return plan.sort(byPriority(phase));
}
