import { PROVISION_STATES } from "@steelyard/interfaces";
import { STATES } from "./states.js";
import { TRANSITIONS } from "./transitions.js";

/** The machine as a mermaid `stateDiagram-v2`, made from the rows. @public */
export function diagram(): string {
  const lines = ["stateDiagram-v2", "  [*] --> enroll"];
  for (const state of PROVISION_STATES) lines.push(`  state ${JSON.stringify(state)} as ${idOf(state)}`);
  for (const { from, on, to, whenTarget } of TRANSITIONS) {
    lines.push(`  ${idOf(from)} --> ${idOf(to)}: ${on}${whenTarget === undefined ? "" : ` [target ${whenTarget}]`}`);
  }
  for (const group of ["busy", "wait", "hold", "failed"] as const) {
    const members = PROVISION_STATES.filter((state) => STATES[state].group === group).map(idOf);
    lines.push(`  class ${members.join(",")} ${group}`);
  }
  lines.push("  classDef busy fill:#cfe2ff", "  classDef wait fill:#fff3cd", "  classDef hold fill:#e2d9f3");
  lines.push("  classDef failed fill:#f8d7da");
  return `${lines.join("\n")}\n`;
}

function idOf(state: string): string {
  return state.replaceAll(/[ -]/g, "_");
}
