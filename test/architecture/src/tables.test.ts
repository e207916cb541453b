import {
  AGENT_CONFIG,
  CONDUCTOR_CONFIG,
  DEPLOY_CONFIG,
  type DriverDefinition,
  PROVISION_STATES,
  type ProvisionState,
} from "@steelyard/interfaces";
import {
  FLOWS,
  isBusy,
  isFailed,
  isHold,
  isWait,
  PROVISION_EVENTS,
  STATES,
  TRANSITIONS,
  VERBS,
} from "@steelyard/state-machine";
import { beforeAll, describe, expect, it } from "vitest";
import { readWorkspace } from "./workspace/workspace.js";

function repeated(names: readonly string[]): readonly string[] {
  return names.filter((name, index) => names.indexOf(name) !== index);
}

describe("the tables of states", () => {
  it("describe every provision state of the wire and no other", () => {
    expect(Object.keys(STATES).sort()).toEqual([...PROVISION_STATES].sort());
    expect(repeated(PROVISION_STATES)).toEqual([]);
  });

  it("move between states that exist, on events that exist, in one way each", () => {
    const names = (pick: (row: (typeof TRANSITIONS)[number]) => string | undefined, known: readonly string[]) =>
      TRANSITIONS.flatMap((row) => pick(row) ?? []).filter((name) => !known.includes(name));
    for (const pick of ["from", "to", "target", "whenTarget"] as const)
      expect(names((row) => row[pick], PROVISION_STATES)).toEqual([]);
    expect(names((row) => row.on, PROVISION_EVENTS)).toEqual([]);
    expect(repeated(TRANSITIONS.map(({ from, on, whenTarget }) => `${from} ${on} ${whenTarget ?? ""}`))).toEqual([]);
  });

  it("use every event, enter every state but the first, and leave every state", () => {
    const used = (pick: "from" | "to" | "on") => new Set<string>(TRANSITIONS.map((row) => row[pick]));
    expect(PROVISION_EVENTS.filter((event) => !used("on").has(event))).toEqual([]);
    expect(PROVISION_STATES.filter((state) => !used("to").has(state))).toEqual([]);
    expect(PROVISION_STATES.filter((state) => !used("from").has(state))).toEqual([]);
  });

  it("lead every verb of the API to an event that some state takes", () => {
    const taken = new Set<string>(TRANSITIONS.map(({ on }) => on));
    expect(Object.entries(VERBS).filter(([, { event }]) => !taken.has(event))).toEqual([]);
    expect(Object.values(VERBS).filter(({ since }) => !Number.isInteger(since) || since < 1 || since > 115)).toEqual(
      [],
    );
  });

  it.each(Object.entries(FLOWS))(
    "give the flow %s states of the right groups",
    (_name, { busy, wait, hold, failed }) => {
      const wrong = [
        ...(isBusy(busy) ? [] : [busy]),
        ...(wait === null || isWait(wait) ? [] : [wait]),
        ...(hold === null || isHold(hold) ? [] : [hold]),
        ...(isFailed(failed) || failed === ("enroll" satisfies ProvisionState) ? [] : [failed]),
      ];
      expect(wrong).toEqual([]);
    },
  );
});

describe("the drivers of this repository together", () => {
  let drivers: readonly DriverDefinition[];
  beforeAll(async () => {
    const packages = readWorkspace().packages.filter(({ layer, files, folder }) => {
      return layer === "drivers" && files.some(({ path }) => path === `${folder}/src/driver.ts`);
    });
    const modules = await Promise.all(
      packages.map(async ({ manifest }) => (await import(/* @vite-ignore */ manifest.name)) as Record<string, unknown>),
    );
    drivers = modules.flatMap((module) => Object.values(module).filter(isDriver));
  });

  it("are found: every package with a driver.ts exports one", () => {
    expect(drivers.map(({ id }) => id)).toContain("fake");
    expect(repeated(drivers.map(({ id }) => id))).toEqual([]);
  });

  it("bind every implementation once", () => {
    expect(repeated(drivers.flatMap(({ bindings }) => bindings.map(({ type, name }) => `${type} ${name}`)))).toEqual(
      [],
    );
  });

  it("name every hardware type once", () => {
    expect(repeated(drivers.flatMap(({ hardwareTypes }) => hardwareTypes.map(({ name }) => name)))).toEqual([]);
  });

  it("keep their options in sections of their own, or name a section of the contracts itself", () => {
    const sections = new Map<string, unknown>(
      [AGENT_CONFIG, CONDUCTOR_CONFIG, DEPLOY_CONFIG].map((own) => [own.section, own]),
    );
    const taken = drivers.flatMap(({ id, config }) =>
      config.flatMap((section) => {
        const known = sections.get(section.section) ?? section;
        sections.set(section.section, known);
        return known === section ? [] : [`${id} declares [${section.section}], which is another's`];
      }),
    );
    expect(taken).toEqual([]);
  });

  it("supply every token once", () => {
    expect(repeated(drivers.flatMap(({ providers }) => providers.map(({ token }) => token.id)))).toEqual([]);
  });
});

function isDriver(value: unknown): value is DriverDefinition {
  return (value as { kind?: unknown } | null)?.kind === "steelyard/driver";
}
