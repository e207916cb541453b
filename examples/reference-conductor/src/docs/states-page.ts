import { PROVISION_STATES } from "@steelyard/interfaces";
import { diagram, STATES, TRANSITIONS, VERBS } from "@steelyard/state-machine";
import { code, page, table, version } from "./markdown.js";

/** `states.md`: every provision state, every move and the diagram. */
export function statesPage(): string {
  return page(
    "Provision states",
    "What a node's `provision_state` can be, and what moves it. Source: the tables of `@steelyard/state-machine`. " +
      "A stable state is left on request alone. In a `busy` state a conductor works, in a `wait` state the agent or the " +
      "BMC, in a `hold` state a person decides.",
    table(
      ["state", "kind", "stable", "leads to", "meaning"],
      PROVISION_STATES.map((state) => {
        const { group, isStable, defaultTarget, summary } = STATES[state];
        return [code(state), group, isStable ? "yes" : "no", code(defaultTarget ?? ""), summary];
      }),
    ),
    "## Verbs",
    "Targets of `PUT /v1/nodes/{node}/states/provision`.",
    table(
      ["verb", "since", "event", "accepted in"],
      Object.entries(VERBS).map(([verb, { since, event }]) => {
        const from = TRANSITIONS.filter(({ on }) => on === event).map((row) => row.from);
        return [code(verb), version(since), code(event), [...new Set(from)].map(code).join(", ")];
      }),
    ),
    "## Moves",
    table(
      ["from", "on", "to", "only while the target is", "sets the target"],
      TRANSITIONS.map(({ from, on, to, whenTarget = "", target = "" }) => [from, on, to, whenTarget, target].map(code)),
    ),
    "## Diagram",
    `\`\`\`mermaid\n${diagram()}\`\`\``,
  );
}
