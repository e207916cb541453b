import { isFailed } from "@steelyard/state-machine";
import { needsRamdisk, planAutomatedClean, planUserSteps } from "@steelyard/steps";
import { internal } from "./cursor.js";
import type { FlowRun } from "./flow-run.js";
import type { InternalStep } from "./internal-step.js";
import { agentSteps, interfaceSteps } from "./offered-steps.js";
import { entriesOf, isRamdiskDisabled, shownPlan, userSteps } from "./plan-entries.js";

function validate(run: FlowRun): void {
  run.task.interfaceOf("power").validate(run.task);
  run.task.interfaceOf("network").validate(run.task);
}

async function offered(run: FlowRun) {
  const own = interfaceSteps(run.parts.hardware, run.task.node, "clean");
  return run.cursor.hasRamdisk ? [...own, ...(await agentSteps(run, "clean"))] : own;
}

/** Cleaning. Source: Ironic `ironic.conductor.cleaning`; reference "Steps" §5. */
export const cleanSteps = {
  /** Automated cleaning where it is on; nothing where it is off. */
  "clean.decide": async (run) => {
    const { node } = run.task;
    const isOn = node.automatedClean ?? run.parts.config.conductor.automatedClean;
    return {
      kind: "plan",
      entries: isOn ? ["clean.prepare", "clean.plan-automated", "clean.tear-down"].map(internal) : [],
    };
  },
  /** Manual cleaning: what can be known without the agent is checked before the machine is touched. */
  "clean.check": async (run) => {
    validate(run);
    const isDisabled = isRamdiskDisabled(run);
    const { steps, unknown } = planUserSteps(
      "clean",
      userSteps(run),
      interfaceSteps(run.parts.hardware, run.task.node, "clean"),
      { isAgentKnown: isDisabled, disableRamdisk: isDisabled },
    );
    const isRamdiskNeeded = !isDisabled && (unknown.length > 0 || needsRamdisk(steps));
    const names = isRamdiskNeeded ? ["clean.prepare", "clean.plan-manual", "clean.tear-down"] : ["clean.plan-manual"];
    return { kind: "plan", entries: names.map(internal) };
  },
  "clean.prepare": async (run) => {
    validate(run);
    return run.task.interfaceOf("deploy").prepareCleaning(run.task);
  },
  "clean.plan-automated": async (run) => {
    const steps = planAutomatedClean(await offered(run), run.parts.config.conductor.cleanStepPriorityOverride);
    return { kind: "plan", entries: entriesOf("clean", steps), shown: shownPlan("clean", steps) };
  },
  "clean.plan-manual": async (run) => {
    const { steps } = planUserSteps("clean", userSteps(run), await offered(run), {
      isAgentKnown: true,
      disableRamdisk: isRamdiskDisabled(run),
    });
    return { kind: "plan", entries: entriesOf("clean", steps), shown: shownPlan("clean", steps) };
  },
  "clean.tear-down": (run) => run.task.interfaceOf("deploy").tearDownCleaning(run.task),
  /** After a failure or an abort. */
  "clean.fail": async (run) => {
    if (!isFailed(run.task.node.provisionState)) return { kind: "done" };
    const { poweroffInCleanfail } = run.parts.config.conductor;
    const outcome = run.cursor.hasRamdisk
      ? await run.task.interfaceOf("deploy").tearDownCleaning(run.task)
      : ({ kind: "done" } as const);
    if (outcome.kind === "done" && poweroffInCleanfail) return { kind: "power", target: "power off", then: "next" };
    return outcome;
  },
} satisfies Readonly<Record<string, InternalStep>>;
