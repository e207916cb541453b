import { PROVISION_STATES } from "@steelyard/interfaces";
import { expect, test } from "vitest";
import { diagram } from "./diagram.js";
import { TRANSITIONS } from "./transitions.js";

test("draws every state and every row", () => {
  const lines = diagram().trimEnd().split("\n");
  expect(lines[0]).toBe("stateDiagram-v2");
  for (const state of PROVISION_STATES) expect(lines.join("\n")).toContain(`state "${state}" as `);
  expect(lines.filter((line) => line.includes("-->")).length).toBe(TRANSITIONS.length + 1);
  expect(lines).toContain("  deploying --> wait_call_back: wait");
  expect(lines).toContain("  cleaning --> manageable: done [target manageable]");
});
