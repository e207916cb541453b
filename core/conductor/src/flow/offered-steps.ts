import type { Hardware } from "@steelyard/container";
import type { Node } from "@steelyard/interfaces";
import { INTERFACE_TYPES, type StepPhase, type StepRow } from "@steelyard/interfaces";
import type { OfferedStep } from "@steelyard/steps";
import type { FlowRun } from "./flow-run.js";

/** The steps that a node's own interfaces offer in a phase. */
export function interfaceSteps(hardware: Hardware, node: Node, phase: StepPhase): readonly OfferedStep[] {
  return INTERFACE_TYPES.flatMap((type) => {
    const name = node.interfaces[type];
    if (name === null) return [];
    return [...hardware.steps(type, name).values()]
      .filter((row) => row.phases[phase] !== undefined)
      .map((row): OfferedStep => {
        const { run: _run, check: _check, ...description } = row;
        return { ...description, interface: type, source: "interface" };
      });
  });
}

/** The steps that the agent which runs now offers; asks it. */
export async function agentSteps(run: FlowRun, phase: Exclude<StepPhase, "verify">): Promise<readonly OfferedStep[]> {
  const offered = await run.task.interfaceOf("deploy").getAgentSteps(run.task, phase);
  return offered.map(
    ({ priority, argsInfo: _argsInfo, ...description }): OfferedStep => ({
      ...description,
      phases: { ...description.phases, [phase]: { priority } },
      source: "agent",
    }),
  );
}

/** The row of an interface's step; undefined when the interface has changed since the plan was made. */
export function stepRow(
  hardware: Hardware,
  node: Node,
  step: { readonly interface: string; readonly step: string },
): StepRow<unknown> | undefined {
  const type = INTERFACE_TYPES.find((each) => each === step.interface);
  if (type === undefined) return undefined;
  const name = node.interfaces[type];
  return name === null ? undefined : hardware.steps(type, name).get(step.step);
}
