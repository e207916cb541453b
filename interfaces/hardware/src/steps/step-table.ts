import type { InterfaceType } from "../node/interface-type.js";
import type { JsonObject, JsonSchema } from "../node/json.js";
import type { NodeTask } from "../task/node-task.js";
import type { StepCheck, StepOutcome } from "./step-outcome.js";

/** The flows that run steps. Source: Ironic step framework. @public */
export const STEP_PHASES = ["clean", "deploy", "service", "verify"] as const;

/** @public */
export type StepPhase = (typeof STEP_PHASES)[number];

/**
 * What running a step again after a crash means.
 * - `safe`: run it again.
 * - `verify`: ask `check` whether it took effect.
 * - `attach`: in-band; ask `check`, which looks into the agent's own command list.
 * - `never`: a step with a start row is not started again by anyone; it fails with `STEP_INTERRUPTED`.
 * @public
 */
export type StepRepeat = "safe" | "verify" | "attach" | "never";

const REPEATS: readonly StepRepeat[] = ["safe", "verify", "attach", "never"];

/** Name → description of an argument, as the API shows it. @public */
export type StepArgsInfo = Readonly<Record<string, { readonly description: string; readonly required?: boolean }>>;

/** What can be said of a step without running it: plain data, readable before a BMC is touched. @public */
export interface StepDescription {
  readonly interface: InterfaceType;
  /** The API's own name for the step. */
  readonly step: string;
  readonly summary?: string;
  readonly phases: Readonly<Partial<Record<StepPhase, { readonly priority: number }>>>;
  readonly repeat: StepRepeat;
  /** Whether the step needs the agent's ramdisk running. */
  readonly needsRamdisk: boolean;
  readonly isAbortable: boolean;
  /** JSON Schema of the argument object; unknown arguments are refused where it says so. */
  readonly args?: JsonSchema;
}

/** One row of a step table: the description and what it does to the interface `T`. @public */
export interface StepRow<T> extends Omit<StepDescription, "interface"> {
  run(target: T, task: NodeTask, args: JsonObject): Promise<StepOutcome>;
  /** Asked instead of `run` after a crash and after `wait` or `then: "same"`; mandatory unless `repeat` is `safe` or `never`. */
  check?(target: T, task: NodeTask, args: JsonObject): Promise<StepCheck>;
}

/** The steps an implementation offers, by step name. @public */
export type StepTable<T> = ReadonlyMap<string, StepRow<T>>;

/** How a row is written; `check` is demanded by the type where `repeat` needs it. @public */
export type StepDefinition<T, A> = Omit<StepDescription, "interface" | "step" | "repeat"> & {
  run(target: T, task: NodeTask, args: A): Promise<StepOutcome>;
} & (
    | { readonly repeat: "safe" | "never"; check?(target: T, task: NodeTask, args: A): Promise<StepCheck> }
    | { readonly repeat: "verify" | "attach"; check(target: T, task: NodeTask, args: A): Promise<StepCheck> }
  );

/** Collects rows. @public */
export interface StepTableBuilder<T> {
  step<A = Record<string, never>>(name: string, row: StepDefinition<T, A>): StepTableBuilder<T>;
  build(): StepTable<T>;
}

/**
 * Starts a step table for the implementation class `T`.
 *
 * @throws Error when a name is given twice, a priority is not a whole number ≥ 0, a step names no phase or an unknown one, or
 *   `repeat` is missing or lacks the `check` it needs
 * @public
 */
export function stepsFor<T>(): StepTableBuilder<T> {
  const rows = new Map<string, StepRow<T>>();
  const builder: StepTableBuilder<T> = {
    step(name, row) {
      if (rows.has(name)) throw new Error(`step ${name} is defined twice`);
      const phases = Object.entries(row.phases);
      if (phases.length === 0) throw new Error(`step ${name} names no phase`);
      for (const [phase, { priority }] of phases) {
        if (!(STEP_PHASES as readonly string[]).includes(phase)) throw new Error(`step ${name}: no phase ${phase}`);
        if (!Number.isInteger(priority) || priority < 0) {
          throw new Error(`step ${name}: priority of phase ${phase} must be a whole number from 0, not ${priority}`);
        }
      }
      // Callers in plain JavaScript are not stopped by the type.
      if (!REPEATS.includes(row.repeat)) throw new Error(`step ${name}: repeat is none of ${REPEATS.join(", ")}`);
      if ((row.repeat === "verify" || row.repeat === "attach") && typeof row.check !== "function")
        throw new Error(`step ${name}: repeat ${row.repeat} needs a check`);
      // The argument schema of the row is what makes `A` true; the conductor validates before it calls.
      rows.set(name, { ...(row as unknown as StepRow<T>), step: name });
      return builder;
    },
    build: () => new Map(rows),
  };
  return builder;
}

/** Steps that every flow knows and the conductor itself carries out. Source: Ironic `RESERVED_STEP_HANDLER_MAPPING`. @public */
export const FLOW_CONTROL_STEPS = ["hold", "wait", "power_on", "power_off", "reboot"] as const;

/** @public */
export type FlowControlStep = (typeof FLOW_CONTROL_STEPS)[number];
