import { PROVISION_STATES, type ProvisionState } from "@steelyard/interfaces";
import { describe, expect, test } from "vitest";
import {
  eventsFrom,
  isBusy,
  isStable,
  next,
  PROVISION_EVENTS,
  type ProvisionEvent,
  STATES,
  TRANSITIONS,
} from "./index.js";

/** The transition table of Ironic's documentation: `from | events | states`, a slash between alternatives. */
const EXPECTED = `
enroll | manage | verifying
verifying | done / fail | manageable / enroll
manageable | provide / clean / inspect / adopt | cleaning / cleaning / inspecting / adopting
available | deploy / manage | deploying / manageable
deploying | wait / hold / done / fail | wait call-back / deploy hold / active / deploy failed
wait call-back | resume / hold / fail / abort / delete | deploying / deploy hold / deploy failed / deploy failed / deleting
deploy hold | unhold / abort | wait call-back / deploy failed
deploy failed | deploy / rebuild / delete | deploying / deploying / deleting
active | rebuild / delete / rescue / service | deploying / deleting / rescuing / servicing
deleting | clean / fail | cleaning / error
error | rebuild / delete | deploying / deleting
cleaning | done / manage / wait / hold / fail | available / manageable / clean wait / clean hold / clean failed
clean wait | resume / hold / fail / abort | cleaning / clean hold / clean failed / clean failed
clean hold | unhold / abort | clean wait / clean failed
clean failed | manage | manageable
inspecting | done / fail / wait | manageable / inspect failed / inspect wait
inspect wait | done / fail / abort / resume | manageable / inspect failed / inspect failed / inspecting
inspect failed | manage / inspect | manageable / inspecting
adopting | done / fail | active / adopt failed
adopt failed | adopt / manage | adopting / manageable
rescuing | done / wait / fail | rescue / rescue wait / rescue failed
rescue wait | resume / fail / abort / delete | rescuing / rescue failed / rescue failed / deleting
rescue | rescue / unrescue / delete | rescuing / unrescuing / deleting
rescue failed | rescue / unrescue / delete | rescuing / unrescuing / deleting
unrescuing | done / fail | active / unrescue failed
unrescue failed | rescue / unrescue / delete | rescuing / unrescuing / deleting
servicing | done / fail / wait / hold | active / service failed / service wait / service hold
service wait | resume / hold / fail / abort / delete | servicing / service hold / service failed / service failed / deleting
service hold | service / unhold / fail / abort | servicing / service wait / service failed / service failed
service failed | service / rescue / wait / hold / delete / abort | servicing / rescuing / service wait / service hold / deleting / active
`;

const expected = new Map(
  EXPECTED.trim()
    .split("\n")
    .flatMap((line) => {
      const [from = "", events = "", states = ""] = line.split(" | ");
      const to = states.split(" / ");
      return events.split(" / ").map((event, i) => [`${from} + ${event}`, to[i]] as const);
    }),
);

/** The state as it is after a request with nothing special. */
const at = (state: ProvisionState) => ({ state, target: STATES[state].defaultTarget });

describe("next", () => {
  test.each(PROVISION_STATES.flatMap((state) => PROVISION_EVENTS.map((event) => [state, event] as const)))(
    "%s + %s",
    (state, event) => {
      expect(next(at(state), event)?.state).toBe(expected.get(`${state} + ${event}`));
    },
  );

  test.each<[ProvisionState, ProvisionState | null, ProvisionEvent, ProvisionState, ProvisionState | null]>([
    ["manageable", null, "provide", "cleaning", "available"],
    ["manageable", null, "clean", "cleaning", "manageable"],
    ["deleting", "available", "clean", "cleaning", "available"],
    ["cleaning", "manageable", "wait", "clean wait", "manageable"],
    ["clean wait", "manageable", "resume", "cleaning", "manageable"],
    ["clean wait", "manageable", "hold", "clean hold", "manageable"],
    ["clean hold", "manageable", "unhold", "clean wait", "manageable"],
    ["clean wait", "manageable", "abort", "clean failed", "manageable"],
    ["cleaning", "manageable", "fail", "clean failed", "manageable"],
    ["cleaning", "manageable", "done", "manageable", null],
    ["cleaning", "available", "done", "available", null],
    ["cleaning", "available", "manage", "manageable", null],
    ["verifying", "manageable", "fail", "enroll", null],
    ["deleting", "available", "fail", "error", null],
    ["deploy failed", "active", "delete", "deleting", "available"],
    ["rescue wait", "rescue", "delete", "deleting", "available"],
    ["service failed", "active", "rescue", "rescuing", "rescue"],
    ["service failed", "active", "abort", "active", null],
    ["service failed", null, "wait", "service wait", "active"],
  ])("%s (to %s) + %s → %s (to %s)", (state, target, event, to, toTarget) => {
    expect(next({ state, target }, event)).toEqual({ state: to, target: toTarget });
  });

  test("takes the target that a request names", () => {
    expect(next({ state: "deleting", target: "available" }, "clean", { target: "manageable" })).toEqual({
      state: "cleaning",
      target: "manageable",
    });
  });

  test("does not end a cleaning whose target is unknown", () => {
    expect(next({ state: "cleaning", target: null }, "done")).toBeUndefined();
  });

  test("refuses a target that is not stable", () => {
    expect(() => next({ state: "manageable", target: null }, "clean", { target: "cleaning" })).toThrow(/cleaning/);
  });
});

describe("the table", () => {
  test("says nothing twice", () => {
    const keys = TRANSITIONS.map(({ from, on, whenTarget }) => `${from}+${on}+${whenTarget}`);
    expect(new Set(keys).size).toBe(keys.length);
  });

  test("lets every busy state fail", () => {
    for (const state of PROVISION_STATES.filter(isBusy)) expect(eventsFrom(state), state).toContain("fail");
  });

  test("leads from every state to a stable one and from enroll to every state", () => {
    const reached = (start: ProvisionState) => {
      const seen = new Set([start]);
      for (const state of seen) for (const { from, to } of TRANSITIONS) if (from === state) seen.add(to);
      return seen;
    };
    expect(new Set(PROVISION_STATES)).toEqual(reached("enroll"));
    for (const state of PROVISION_STATES) expect([...reached(state)].some(isStable), state).toBe(true);
  });

  test("has a target exactly where a state is not stable", () => {
    for (const state of PROVISION_STATES) {
      const { defaultTarget } = STATES[state];
      expect(defaultTarget === null, state).toBe(isStable(state));
      for (const event of eventsFrom(state)) {
        const moved = next(at(state), event);
        expect(moved?.target === null, `${state} + ${event}`).toBe(isStable(moved!.state));
      }
    }
  });
});
