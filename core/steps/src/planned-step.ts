import type { JsonObject, StepDescription, StepPhase, StepRepeat } from "@steelyard/interfaces";
import { INTERFACE_RANK } from "./interface-rank.js";

/**
 * Where a planned step comes from: the driver, the agent's ramdisk, a request for a step nobody describes, or the conductor
 * itself (hold, wait, power).
 * @public
 */
export type StepSource = "interface" | "agent" | "user" | "flow";

/** A step of a plan: plain JSON, kept in rows. @public */
export interface PlannedStep {
  readonly interface: string;
  readonly step: string;
  readonly args: JsonObject;
  readonly priority: number;
  readonly source: StepSource;
  readonly repeat: StepRepeat;
  readonly needsRamdisk: boolean;
  readonly isAbortable: boolean;
}

/** A step that can be planned, and who carries it out. @public */
export interface OfferedStep extends StepDescription {
  readonly source: "interface" | "agent";
}

/** A step as a request names it. `priority` counts in deploy only. @public */
export interface UserStep {
  readonly interface: string;
  readonly step: string;
  readonly args?: JsonObject;
  readonly priority?: number;
}

/** A plan, and the steps of the request that only the agent can know. @public */
export interface UserPlan {
  readonly steps: PlannedStep[];
  readonly unknown: UserStep[];
}

/** `<interface>.<step>`, the identity of a step. @public */
export function stepId(step: { readonly interface: string; readonly step: string }): string {
  return `${step.interface}.${step.step}`;
}

/** True when any step of the plan needs the agent's ramdisk. @public */
export function needsRamdisk(plan: readonly PlannedStep[]): boolean {
  return plan.some((step) => step.needsRamdisk);
}

/** Plans what is offered, with the arguments and the priority given. */
export function planned(offered: OfferedStep, priority: number, args: JsonObject = {}): PlannedStep {
  const { interface: type, step, source, repeat, needsRamdisk, isAbortable } = offered;
  return { interface: type, step, args, priority, source, repeat, needsRamdisk, isAbortable };
}

/** Sorts by priority, then rank of the interface in the phase, highest first; then by name, so that plans repeat. */
export function byPriority(phase: StepPhase): (a: PlannedStep, b: PlannedStep) => number {
  const rank = (step: PlannedStep) => INTERFACE_RANK[phase][step.interface] ?? 0;
  return (a, b) => b.priority - a.priority || rank(b) - rank(a) || (stepId(a) < stepId(b) ? -1 : 1);
}
