import { describe, expect, it } from "vitest";
import { DONE } from "./step-outcome.js";
import { type StepDefinition, stepsFor } from "./step-table.js";

class Acme {}

const STEP: StepDefinition<Acme, { url: string }> = {
  summary: "Updates the firmware.",
  phases: { clean: { priority: 10 } },
  repeat: "verify",
  needsRamdisk: false,
  isAbortable: true,
  run: async () => DONE,
  check: async () => DONE,
};
const built = (fields: object, name = "update") =>
  stepsFor<Acme>()
    .step(name, { ...STEP, ...fields } as typeof STEP)
    .build();

describe("stepsFor", () => {
  it("keeps the steps in the order in which they were written, each under its name", () => {
    const table = stepsFor<Acme>().step("update", STEP).step("reset", STEP).build();
    expect([...table.keys()]).toEqual(["update", "reset"]);
    expect(table.get("update")).toMatchObject({ step: "update", phases: { clean: { priority: 10 } } });
  });

  it("hands arguments to run and check as they are", async () => {
    const seen: unknown[] = [];
    const table = stepsFor<Acme>()
      .step<{ url: string }>("update", {
        ...STEP,
        run: async (_acme, _task, { url }) => {
          seen.push(url);
          return DONE;
        },
      })
      .build();
    await table.get("update")?.run(new Acme(), {} as never, { url: "http://192.0.2.1/" });
    expect(seen).toEqual(["http://192.0.2.1/"]);
  });

  it("makes a table that later steps of the same builder do not change", () => {
    const builder = stepsFor<Acme>().step("update", STEP);
    const table = builder.build();
    builder.step("reset", STEP);
    expect([...table.keys()]).toEqual(["update"]);
  });

  it("refuses a name that is given twice", () => {
    expect(() => stepsFor<Acme>().step("update", STEP).step("update", STEP)).toThrow("step update is defined twice");
  });

  it.each([-1, 1.5, Number.NaN, "10"])("refuses the priority %s and names the phase", (priority) => {
    expect(() => built({ phases: { deploy: { priority } } })).toThrow(/step update: priority of phase deploy/);
  });

  it("refuses a step without a phase", () => {
    expect(() => built({ phases: {} })).toThrow("step update names no phase");
  });

  it("refuses a phase that no flow has", () => {
    expect(() => built({ phases: { cleaning: { priority: 0 } } })).toThrow(/cleaning/);
  });

  it("refuses a step that does not say what a repeat means", () => {
    expect(() => built({ repeat: undefined })).toThrow(/step update: repeat/);
  });

  it.each(["verify", "attach"])("refuses repeat %s without a check", (repeat) => {
    expect(() => built({ repeat, check: undefined })).toThrow(/step update: repeat .* needs a check/);
  });
});
