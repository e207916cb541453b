import { DriverError, type StepPhase } from "@steelyard/interfaces";
import { type OfferedStep, stepId } from "./planned-step.js";

/** `<interface>.<step>` → the operator's priority; 0 turns a step off. @public */
export type PriorityOverrides = Readonly<Record<string, string | number>>;

/** The priority of a step in a phase after overrides. */
export function priorityOf(phase: StepPhase, step: OfferedStep, overrides: PriorityOverrides): number {
  const id = stepId(step);
  const override = Object.hasOwn(overrides, id) ? overrides[id] : undefined;
  if (override === undefined) return step.phases[phase]?.priority ?? 0;
  const priority = typeof override === "string" && /^\d+$/.test(override.trim()) ? Number(override) : override;
  if (typeof priority !== "number" || !Number.isSafeInteger(priority) || priority < 0) {
    throw new DriverError("INVALID_PARAMETER", {
      reason: `The priority override of ${phase} step ${id} must be a whole number from 0.`,
    });
  }
  return priority;
}
