import { DONE, DriverError, type StepRow, type StepTable } from "@steelyard/interfaces";
import { describe, expect, it } from "vitest";
import { itNotices, MemoryWire, wireHarness } from "../suite/memory-wire.test.support.js";
import type { StepHarness } from "./step-harness.js";
import { stepRowChecks } from "./step-row-checks.js";
import { stepRunChecks } from "./step-run-checks.js";

const RIGHT: StepRow<unknown> = {
  step: "update",
  summary: "Updates the firmware.",
  phases: { clean: { priority: 0 } },
  repeat: "verify",
  needsRamdisk: false,
  isAbortable: false,
  args: {
    type: "object",
    additionalProperties: false,
    required: ["url"],
    properties: { url: { type: "string", description: "Where the file is." } },
  },
  run: async () => DONE,
  check: async () => DONE,
};

/** The titles of the checks that a table with this row fails. */
function failing(fields: Record<string, unknown>, name = "update"): readonly string[] {
  const row = { ...RIGHT, step: name, ...fields } as StepRow<unknown>;
  for (const [key, value] of Object.entries(fields)) if (value === undefined) Reflect.deleteProperty(row, key);
  const table: StepTable<unknown> = new Map([[name, row]]);
  return stepRowChecks.flatMap(({ title, run }) => {
    try {
      run(table, "firmware");
      return [];
    } catch {
      return [title];
    }
  });
}

describe("the contract of step rows", () => {
  it("passes a right row", () => {
    expect(failing({})).toEqual([]);
  });

  it.each([
    ["a name that is not the API's", /names steps/, {}, "updateNow"],
    ["a name of the conductor's own", /names steps/, {}, "power_off"],
    ["no summary", /what it does/, { summary: undefined }],
    ["no phase", /phases/, { phases: {} }],
    ["a phase that does not exist", /phases/, { phases: { cleaning: { priority: 0 } } }],
    ["a negative priority", /phases/, { phases: { clean: { priority: -1 } } }],
    ["a ramdisk in a verify step", /phases/, { phases: { verify: { priority: 0 } }, needsRamdisk: true }],
    ["no repeat", /repeat means/, { repeat: undefined }],
    ["verify without a check", /repeat means/, { check: undefined }],
    ["an image that is never written again", /repeat means/, { repeat: "never" }, "write_image"],
    ["no word about aborting", /ramdisk and may be aborted/, { isAbortable: undefined }],
    ["a schema that takes unknown arguments", /schemas/, { args: { type: "object", properties: {} } }],
    ["a schema with a misspelt keyword", /schemas/, { args: { ...RIGHT.args, requird: [] } }],
    [
      "an argument nobody describes",
      /schemas/,
      { args: { type: "object", additionalProperties: false, properties: { url: { type: "string" } } } },
    ],
    ["a priority and an argument it can not do without", /by themselves/, { phases: { clean: { priority: 1 } } }],
  ] as const)("notices %s", (_what, title, fields, name?: string) => {
    expect(failing(fields, name)).toEqual([expect.stringMatching(title)]);
  });
});

interface Job {
  readonly wire: MemoryWire;
  isStarted: boolean;
  isOver: boolean;
}
type Harness = StepHarness<Job> & { row: { -readonly [K in keyof StepRow<Job>]: StepRow<Job>[K] } };

describe("the contract of running steps", () => {
  const row: Harness["row"] = { ...RIGHT } as Harness["row"];
  const right: Pick<StepRow<Job>, "run" | "check" | "repeat"> = {
    repeat: "verify",
    run: async (job, task) => {
      await job.wire.write(task, "start");
      job.isStarted = true;
      return { kind: "wait", pollAfterMs: 1000 };
    },
    check: async (job) => {
      if (!job.isStarted) return { kind: "not-started" };
      return job.isOver ? DONE : { kind: "wait", pollAfterMs: 1000 };
    },
  };
  const make = (): Harness => {
    Object.assign(row, right);
    const job: Job = { wire: new MemoryWire(), isStarted: false, isOver: false };
    return {
      ...wireHarness(job.wire),
      target: job,
      row,
      args: { update: { url: "http://192.0.2.1/file" } },
      settle: () => {
        job.isOver = true;
      },
    };
  };
  itNotices<Harness>(stepRunChecks<Job>(new Map([["update", row]])) as never, make, [
    [
      "never ends",
      /comes to its end$/,
      (h) => {
        h.row.check = async () => ({ kind: "wait", pollAfterMs: 1 });
      },
    ],
    [
      "does not know that it was started",
      /process dies/,
      (h) => {
        h.row.check = async () => ({ kind: "not-started" });
      },
    ],
    [
      "can not run again although it says so",
      /process dies/,
      (h) => {
        h.row.repeat = "safe";
        const run = right.run;
        h.row.run = async (job, task, args) => {
          if (job.isStarted) throw new DriverError("BMC_ERROR");
          return run(job, task, args);
        };
      },
    ],
    [
      "writes for a process that lost the node",
      /writes nothing/,
      (h) => {
        h.row.run = async (job) => {
          job.wire.seen.push("start");
          return DONE;
        };
      },
    ],
    [
      "ends with true",
      /ends with an outcome/,
      (h) => {
        h.row.run = async () => true as never;
      },
    ],
  ]);
});
