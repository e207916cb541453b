import type { JsonObject, StepOutcome } from "@steelyard/interfaces";
import type { DriverHarness } from "../suite/interface-harness.js";

/**
 * What a step is run on.
 * @public
 */
export type StepHarness<T> = DriverHarness & {
  /** The implementation the table belongs to. */
  readonly target: T;
  /** Arguments with which steps work on the harness's node, by step; absent: none. */
  readonly args?: Readonly<Record<string, JsonObject>>;
  /**
   * Brings about what a step waits for: lets the job end, restarts the machine, has the agent finish. Asked before each look
   * of the step's check. Default: nothing has to happen.
   */
  settle?(outcome: StepOutcome): void | Promise<void>;
};
