import {
  FLOW_CONTROL_STEPS,
  type InterfaceType,
  STEP_PHASES,
  type StepRepeat,
  type StepRow,
  type StepTable,
} from "@steelyard/interfaces";
import { mustBeArgumentSchema } from "../suite/argument-schema.js";
import { mustBeNames } from "../suite/must.js";

const REPEATS: readonly StepRepeat[] = ["safe", "verify", "attach", "never"];
/** Interfaces and steps whose work can always be looked at again, so that a crash must not fail them. */
const NEVER_NEVER: readonly InterfaceType[] = ["power", "management", "boot", "bios"];
const NEVER_NEVER_STEPS = ["write_image", "tear_down_agent", "prepare_instance_boot", "deploy", "boot_instance"];

/** One promise of a step table. */
export interface TableCheck {
  readonly title: string;
  run(table: StepTable<unknown>, type: InterfaceType | undefined): void;
}

/** What can be said of steps without running them. */
export const stepRowChecks: readonly TableCheck[] = [
  {
    title: "names steps as the API does, and none that the conductor itself carries out",
    run: (table) => {
      for (const [name, row] of table) {
        if (!/^[a-z][a-z0-9]*(_[a-z0-9]+)*$/.test(name)) throw new Error(`${name} is no name of a step`);
        if ((FLOW_CONTROL_STEPS as readonly string[]).includes(name)) throw new Error(`${name} is the conductor's own`);
        if (row.step !== name) throw new Error(`${name} is also called ${row.step}`);
      }
    },
  },
  {
    title: "says of every step what it does",
    run: eachRow((row) => {
      if (row.summary === undefined || !/\S\.$/.test(row.summary))
        throw new Error("its summary is a sentence that ends with a full stop");
    }),
  },
  {
    title: "gives every step phases and a priority that is a whole number from 0",
    run: eachRow(({ phases, needsRamdisk }) => {
      const entries = Object.entries(phases);
      if (entries.length === 0) throw new Error("it runs in no phase");
      mustBeNames("phase", Object.keys(phases), STEP_PHASES);
      for (const [phase, { priority }] of entries) {
        if (!Number.isInteger(priority) || priority < 0) throw new Error(`${phase}: priority ${priority}`);
      }
      if (needsRamdisk && phases.verify !== undefined) throw new Error("nothing runs on the machine while verifying");
    }),
  },
  {
    title: "says of every step what a repeat means, and has a check where it is asked",
    run: (table, type) => {
      eachRow((row) => {
        mustBeNames("repeat", [row.repeat], REPEATS);
        if ((row.repeat === "verify" || row.repeat === "attach") && typeof row.check !== "function")
          throw new Error(`repeat ${row.repeat} needs a check`);
        const mustFinish = (type !== undefined && NEVER_NEVER.includes(type)) || NEVER_NEVER_STEPS.includes(row.step);
        if (row.repeat === "never" && mustFinish) throw new Error("such a step has to survive a crash");
      })(table);
    },
  },
  {
    title: "says of every step whether it needs the ramdisk and may be aborted",
    run: eachRow(({ needsRamdisk, isAbortable }) => {
      if (typeof needsRamdisk !== "boolean") throw new Error("needsRamdisk is true or false");
      if (typeof isAbortable !== "boolean") throw new Error("isAbortable is true or false");
    }),
  },
  {
    title: "has argument schemas that compile, describe every argument and refuse unknown ones",
    run: eachRow(({ step, args }) => {
      if (args !== undefined) mustBeArgumentSchema(`step ${step}`, args);
    }),
  },
  {
    title: "asks for no argument in steps that run by themselves",
    run: eachRow(({ args, phases }) => {
      const required = args?.["required"];
      const runsAlone = Object.values(phases).some(({ priority }) => priority > 0);
      if (runsAlone && Array.isArray(required) && required.length > 0)
        throw new Error(`nobody gives it ${required.join(", ")}, and its priority is above 0`);
    }),
  },
];

function eachRow(check: (row: StepRow<unknown>) => void): (table: StepTable<unknown>) => void {
  return (table) => {
    for (const [name, row] of table) {
      try {
        check(row);
      } catch (cause) {
        throw new Error(`step ${name}: ${(cause as Error).message}`, { cause });
      }
    }
  };
}
