import { PROVISION_STATES } from "@steelyard/interfaces";
import { expect, test } from "vitest";
import { eventsFrom, FLOWS, isBusy, isHold, isWait, UNSTABLE_STATES, VERBS } from "./index.js";

test("counts as unstable what Ironic's UNSTABLE_STATES lists", () => {
  expect([...UNSTABLE_STATES].sort()).toEqual(
    [
      "deploying,wait call-back,cleaning,clean wait,verifying,deleting,inspecting,inspect wait",
      "adopting,rescuing,rescue wait,unrescuing,servicing,service wait",
    ]
      .join(",")
      .split(",")
      .sort(),
  );
});

test("names in each flow one state of each group it has", () => {
  const flows = Object.values(FLOWS);
  expect(flows.map(({ busy }) => busy).sort()).toEqual(PROVISION_STATES.filter(isBusy).sort());
  expect(flows.flatMap(({ wait }) => wait ?? []).sort()).toEqual(PROVISION_STATES.filter(isWait).sort());
  expect(flows.flatMap(({ hold }) => hold ?? []).sort()).toEqual(PROVISION_STATES.filter(isHold).sort());
});

test("has a state for each event that a verb asks for", () => {
  for (const [verb, { event }] of Object.entries(VERBS)) {
    expect(
      PROVISION_STATES.some((state) => eventsFrom(state).includes(event)),
      verb,
    ).toBe(true);
  }
});
