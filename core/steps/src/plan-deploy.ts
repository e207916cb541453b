import { DriverError } from "@steelyard/interfaces";
import { planOffered } from "./plan-automatic.js";
import { planUserStep } from "./plan-user-steps.js";
import {
  byPriority,
  type OfferedStep,
  type PlannedStep,
  stepId,
  type UserPlan,
  type UserStep,
} from "./planned-step.js";
import type { PriorityOverrides } from "./priority-overrides.js";

/** @public */
export interface DeployPlanOptions {
  /** True once the agent has told its steps; a step nobody knows is then an error. */
  readonly isAgentKnown: boolean;
  /** Priorities of steps that the request does not name. */
  readonly overrides?: PriorityOverrides;
}

/**
 * Plans a deploy: the steps of the request, then all offered ones above priority 0 that the request does not name, by
 * priority. A step of the request with priority 0 turns the offered one off.
 *
 * @remarks Source: Ironic `ironic.conductor.steps._get_all_deployment_steps`, without deploy templates.
 * @throws DriverError `STEP_UNKNOWN`; `INVALID_PARAMETER` for arguments that do not fit, a missing priority, a step named
 *   twice, or a new priority for `deploy.deploy`, which can only be turned off
 * @public
 */
export function planDeploy(
  offered: readonly OfferedStep[],
  userSteps: readonly UserStep[],
  options: DeployPlanOptions,
): UserPlan {
  const named = new Set<string>();
  const steps: PlannedStep[] = [];
  const unknown: UserStep[] = [];
  for (const user of userSteps) {
    const id = stepId(user);
    if (named.has(id)) throw invalid(`Deploy step ${id} is named twice.`);
    named.add(id);
    const step = planUserStep("deploy", user, priorityFor(user), offered, options);
    if (step === undefined) unknown.push(user);
    else if (step.priority > 0) steps.push(step);
  }
  steps.push(...planOffered("deploy", offered, options.overrides ?? {}, named));
  return { steps: steps.sort(byPriority("deploy")), unknown };
}

function priorityFor(user: UserStep): number {
  const { priority } = user;
  if (priority === undefined || !Number.isSafeInteger(priority) || priority < 0) {
    throw invalid(`Deploy step ${stepId(user)} needs a priority, a whole number from 0.`);
  }
  if (stepId(user) === "deploy.deploy" && priority !== 0) {
    throw invalid("Deploy step deploy.deploy can only be turned off, with priority 0.");
  }
  return priority;
}

function invalid(reason: string): DriverError {
  return new DriverError("INVALID_PARAMETER", { reason });
}
