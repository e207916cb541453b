import type { AgentStepCall } from "@steelyard/interfaces";
import { DriverError, type InterfaceType, type StepCheck, type StepOutcome } from "@steelyard/interfaces";
import type { StepRun } from "@steelyard/runtime-interfaces";
import type { PlanEntry } from "./cursor.js";
import type { FlowRun } from "./flow-run.js";
import { stepRow } from "./offered-steps.js";

type StepEntry = Extract<PlanEntry, { kind: "step" }>;

/** Runs a step's `run`, in-band or out-of-band. */
export function callRun(run: FlowRun, entry: StepEntry, row: StepRun): Promise<StepOutcome> {
  const { task } = run;
  return task.within(run.runningStep(entry, row.attempt), row, async () => {
    if (entry.source === "agent") return task.interfaceOf("deploy").runAgentStep(task, agentCall(entry));
    const found = tableRow(run, entry);
    return found.run(implementation(run, entry), task, entry.args);
  });
}

/**
 * Asks a step's `check`. A step without one is done once what it waited for has come.
 */
export function callCheck(run: FlowRun, entry: StepEntry, row: StepRun): Promise<StepCheck> {
  const { task } = run;
  return task.within(run.runningStep(entry, row.attempt), row, async () => {
    if (entry.source === "agent") return task.interfaceOf("deploy").checkAgentStep(task, agentCall(entry));
    const found = tableRow(run, entry);
    if (found.check === undefined) return { kind: "done" };
    return found.check(implementation(run, entry), task, entry.args);
  });
}

function tableRow(run: FlowRun, entry: StepEntry) {
  const row = stepRow(run.parts.hardware, run.task.node, entry);
  if (row === undefined)
    throw new DriverError("STEP_UNKNOWN", {
      reason: `The ${entry.interface} interface of the node does not offer ${entry.step} any more.`,
    });
  return row;
}

function implementation(run: FlowRun, entry: StepEntry): unknown {
  return run.task.interfaceOf(entry.interface as InterfaceType);
}

function agentCall(entry: StepEntry): AgentStepCall {
  const { interface: type, step, args, priority } = entry;
  return { phase: entry.phase as AgentStepCall["phase"], interface: type, step, args, priority };
}
