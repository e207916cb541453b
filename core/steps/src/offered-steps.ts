import type { InterfaceType, StepArgsInfo, StepDescription, StepPhase, StepTable } from "@steelyard/interfaces";
import { type OfferedStep, stepId } from "./planned-step.js";

/** What the step table of an implementation of `type` offers, without its handlers. @public */
export function offeredBy(type: InterfaceType, table: StepTable<unknown>): OfferedStep[] {
  return [...table.values()].map(({ run: _run, check: _check, ...description }) => ({
    ...description,
    interface: type,
    source: "interface",
  }));
}

/** The steps of a phase by identity. Where a driver and the agent offer the same step, the driver's is meant: it calls the agent's. */
export function offeredIn(phase: StepPhase, offered: readonly OfferedStep[]): ReadonlyMap<string, OfferedStep> {
  const found = new Map<string, OfferedStep>();
  for (const step of offered) {
    const id = stepId(step);
    if (step.phases[phase] === undefined) continue;
    if (!found.has(id) || (step.source === "interface" && found.get(id)?.source === "agent")) found.set(id, step);
  }
  return found;
}

/** The arguments of a step as the API shows them; null when it takes none. @public */
export function argsInfoOf(offered: StepDescription): StepArgsInfo | null {
  const properties = offered.args?.["properties"];
  if (typeof properties !== "object" || properties === null) return null;
  const required = offered.args?.["required"];
  return Object.fromEntries(
    Object.entries(properties).map(([name, schema]: [string, unknown]) => {
      const description = (schema as { description?: unknown }).description;
      return [
        name,
        {
          description: typeof description === "string" ? description : "",
          required: Array.isArray(required) && required.includes(name),
        },
      ];
    }),
  );
}
