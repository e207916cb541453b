import { DriverError } from "@steelyard/interfaces";
import { type PlannedStep, planDeploy } from "@steelyard/steps";
import { internal, type PlanEntry } from "./cursor.js";
import type { FlowRun } from "./flow-run.js";
import type { InternalStep } from "./internal-step.js";
import { agentSteps, interfaceSteps } from "./offered-steps.js";
import { entriesOf, shownPlan, userSteps } from "./plan-entries.js";

const nameOf = (step: { readonly interface: string; readonly step: string }) => `${step.interface}.${step.step}`;

/** The plan with a second look, once the agent has told its own steps, right behind the step that boots it. */
function entriesWithSecondLook(steps: readonly PlannedStep[]): readonly PlanEntry[] {
  return entriesOf("deploy", steps).flatMap((entry) =>
    entry.kind === "step" && nameOf(entry) === "deploy.deploy" ? [entry, internal("deploy.plan-in-band")] : [entry],
  );
}

function doneSteps(run: FlowRun): ReadonlySet<string> {
  const { plan, position } = run.cursor;
  return new Set(plan.slice(0, position).flatMap((entry) => (entry.kind === "step" ? [nameOf(entry)] : [])));
}

/** Deploying. Source: Ironic `ironic.conductor.deployments`; reference "Steps" §5. */
export const deploySteps = {
  "deploy.prepare": async (run) => {
    run.task.interfaceOf("power").validate(run.task);
    run.task.interfaceOf("deploy").validate(run.task);
    return run.task.interfaceOf("deploy").prepare(run.task);
  },
  "deploy.plan": async (run) => {
    const own = interfaceSteps(run.parts.hardware, run.task.node, "deploy");
    const { steps } = planDeploy(own, userSteps(run), { isAgentKnown: false });
    return { kind: "replan", entries: [...entriesWithSecondLook(steps), ...END], shown: shownPlan("deploy", steps) };
  },
  "deploy.plan-in-band": async (run) => {
    const own = interfaceSteps(run.parts.hardware, run.task.node, "deploy");
    const inBand = run.cursor.hasRamdisk ? await agentSteps(run, "deploy") : [];
    const { steps } = planDeploy([...own, ...inBand], userSteps(run), { isAgentKnown: true });
    const done = doneSteps(run);
    const left = steps.filter((step) => !done.has(nameOf(step)));
    return { kind: "replan", entries: [...entriesOf("deploy", left), ...END], shown: shownPlan("deploy", steps) };
  },
  "deploy.finish": async (run) => {
    await run.task.save({ merge: { driverInternalInfo: { remove: ["deploy_steps", "agent_cached_deploy_steps"] } } });
    return { kind: "done" };
  },
  "deploy.fail": async (run) => {
    await run.task.interfaceOf("deploy").cleanUp(run.task);
    return run.parts.config.deploy.powerOffAfterDeployFailure
      ? { kind: "power", target: "power off", then: "next" }
      : { kind: "done" };
  },
} satisfies Readonly<Record<string, InternalStep>>;

const END: readonly PlanEntry[] = [internal("deploy.finish"), { kind: "event", event: "done" }];

/** @throws DriverError `INVALID_PARAMETER` when the instance wants traits the node lacks */
export function checkTraits(node: FlowRun["task"]["node"]): void {
  const wanted = node.instanceInfo["traits"];
  if (!Array.isArray(wanted)) return;
  const missing = wanted.filter((trait) => !node.traits.includes(String(trait)));
  if (missing.length > 0)
    throw new DriverError("INVALID_PARAMETER", {
      reason: `instance_info/traits names traits that the node does not have: ${missing.join(", ")}.`,
    });
}
