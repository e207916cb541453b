import {
  type DriverDefinition,
  FLOW_CONTROL_STEPS,
  type JsonSchema,
  STEP_PHASES,
  type StepRow,
} from "@steelyard/interfaces";
import { code, page, table } from "./markdown.js";

/** `steps.md`: the steps of every implementation that is loaded. */
export function stepsPage(drivers: readonly DriverDefinition[]): string {
  const bindings = drivers
    .flatMap(({ bindings }) => bindings)
    .filter(({ steps }) => steps.size > 0)
    .toSorted((a, b) => (`${a.type} ${a.name}` < `${b.type} ${b.name}` ? -1 : 1));
  return page(
    "Steps",
    "The steps that the implementations of the loaded drivers offer. Beside them an agent offers its own, which are " +
      "read from it when a flow has booted it. A number under a phase is the priority there: above 0 the step runs by " +
      "itself, the highest first; at 0 it runs on request.",
    "What a repeat after a crash means: `safe`: the step is run again. `verify`: it is asked whether it took effect. " +
      "`attach`: the agent's own list of commands is asked. `never`: the step is not started again by anyone; it fails " +
      "with STEP_INTERRUPTED.",
    `Every flow also knows ${FLOW_CONTROL_STEPS.map(code).join(", ")}, which the conductor carries out.`,
    ...bindings.flatMap(({ type, name, steps }) => [
      `## ${type}: ${name}`,
      table(
        ["step", ...STEP_PHASES, "repeat", "needs ramdisk", "abortable", "what it does"],
        [...steps.values()].map((row) => [
          code(row.step),
          ...STEP_PHASES.map((phase) => String(row.phases[phase]?.priority ?? "")),
          row.repeat,
          row.needsRamdisk ? "yes" : "no",
          row.isAbortable ? "yes" : "no",
          row.summary ?? "",
        ]),
      ),
      ...[...steps.values()].flatMap(argumentTable),
    ]),
  );
}

function argumentTable({ step, args }: StepRow<unknown>): readonly string[] {
  const properties = Object.entries((args?.["properties"] ?? {}) as Readonly<Record<string, JsonSchema>>);
  if (properties.length === 0) return [];
  const required = (args?.["required"] ?? []) as readonly string[];
  return [
    `Arguments of ${code(step)}:`,
    table(
      ["argument", "required", "meaning"],
      properties.map(([name, schema]) => [
        code(name),
        required.includes(name) ? "yes" : "no",
        typeof schema["description"] === "string" ? schema["description"] : "",
      ]),
    ),
  ];
}
