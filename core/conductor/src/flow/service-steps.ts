import { needsRamdisk, planUserSteps } from "@steelyard/steps";
import { internal } from "./cursor.js";
import type { InternalStep } from "./internal-step.js";
import { agentSteps, interfaceSteps } from "./offered-steps.js";
import { entriesOf, isRamdiskDisabled, shownPlan, userSteps } from "./plan-entries.js";

/** Servicing an active node. Source: Ironic `ironic.conductor.servicing`; reference "Steps" §5. */
export const serviceSteps = {
  "service.check": async (run) => {
    run.task.interfaceOf("power").validate(run.task);
    run.task.interfaceOf("network").validate(run.task);
    const isDisabled = isRamdiskDisabled(run);
    const own = interfaceSteps(run.parts.hardware, run.task.node, "service");
    const { steps, unknown } = planUserSteps("service", userSteps(run), own, {
      isAgentKnown: isDisabled,
      disableRamdisk: isDisabled,
    });
    const isRamdiskNeeded = !isDisabled && (unknown.length > 0 || needsRamdisk(steps));
    const names = isRamdiskNeeded ? ["service.prepare", "service.plan", "service.tear-down"] : ["service.plan"];
    return { kind: "plan", entries: names.map(internal) };
  },
  "service.prepare": (run) => run.task.interfaceOf("deploy").prepareService(run.task),
  "service.plan": async (run) => {
    const own = interfaceSteps(run.parts.hardware, run.task.node, "service");
    const offered = run.cursor.hasRamdisk ? [...own, ...(await agentSteps(run, "service"))] : own;
    const { steps } = planUserSteps("service", userSteps(run), offered, {
      isAgentKnown: true,
      disableRamdisk: isRamdiskDisabled(run),
    });
    return { kind: "plan", entries: entriesOf("service", steps), shown: shownPlan("service", steps) };
  },
  "service.tear-down": (run) => run.task.interfaceOf("deploy").tearDownService(run.task),
  "service.fail": async (run) =>
    run.cursor.hasRamdisk ? run.task.interfaceOf("deploy").tearDownService(run.task) : { kind: "done" },
} satisfies Readonly<Record<string, InternalStep>>;
