import { DriverError, type StepPhase } from "@steelyard/interfaces";
import { isFlowControl, planFlowControl } from "./flow-control.js";
import { INTERFACE_RANK } from "./interface-rank.js";
import { offeredIn } from "./offered-steps.js";
import { type OfferedStep, type PlannedStep, planned, stepId, type UserPlan, type UserStep } from "./planned-step.js";
import { validateArgs } from "./validate-args.js";

/** @public */
export interface UserStepOptions {
  /** True once the agent has told its steps; a step nobody knows is then an error. */
  readonly isAgentKnown: boolean;
  /** No ramdisk is to be booted; a step that needs it is an error. */
  readonly disableRamdisk?: boolean;
}

/**
 * Plans the steps of a clean or service request in the order given.
 *
 * @returns the plan without the steps that only the agent can know, and those
 * @throws DriverError `STEP_UNKNOWN` for a step that neither the node's interfaces nor its agent offer, `INVALID_PARAMETER`
 *   for arguments that do not fit or a step that needs the ramdisk where there is to be none
 * @public
 */
export function planUserSteps(
  phase: "clean" | "service",
  userSteps: readonly UserStep[],
  offered: readonly OfferedStep[],
  options: UserStepOptions,
): UserPlan {
  const steps: PlannedStep[] = [];
  const unknown: UserStep[] = [];
  for (const user of userSteps) {
    const step = planUserStep(phase, user, 0, offered, options);
    if (step === undefined) unknown.push(user);
    else steps.push(step);
  }
  return { steps, unknown };
}

/** Plans one step of a request; undefined where only the agent can know it. */
export function planUserStep(
  phase: StepPhase,
  user: UserStep,
  priority: number,
  offered: readonly OfferedStep[],
  { isAgentKnown, disableRamdisk = false }: UserStepOptions,
): PlannedStep | undefined {
  if (isFlowControl(user.step)) return planFlowControl(user, priority);
  const id = stepId(user);
  const types = Object.keys(INTERFACE_RANK[phase]);
  if (!types.includes(user.interface)) {
    throw new DriverError("INVALID_PARAMETER", {
      reason: `The interface of ${phase} step ${id} must be one of ${types.join(", ")}.`,
    });
  }
  const step = offeredIn(phase, offered).get(id);
  if (step === undefined) {
    if (!isAgentKnown && !disableRamdisk) return undefined;
    throw unknownStep(phase, user, offered);
  }
  if (step.needsRamdisk && disableRamdisk) {
    throw new DriverError("INVALID_PARAMETER", {
      reason: `${phase} step ${id} needs the ramdisk, which the request disables.`,
    });
  }
  validateArgs(step, user.args ?? {});
  return planned(step, priority, user.args);
}

function unknownStep(phase: StepPhase, user: UserStep, offered: readonly OfferedStep[]): DriverError {
  const id = stepId(user);
  const others = offered.filter((step) => stepId(step) === id).flatMap((step) => Object.keys(step.phases));
  const known = [...offeredIn(phase, offered).keys()].filter((name) => name.startsWith(`${user.interface}.`));
  const hint =
    others.length > 0
      ? `It is a step of ${[...new Set(others)].join(", ")}.`
      : `Steps of the ${user.interface} interface: ${known.length > 0 ? known.join(", ") : "none"}.`;
  return new DriverError("STEP_UNKNOWN", { reason: `There is no ${phase} step ${id}. ${hint}` });
}
