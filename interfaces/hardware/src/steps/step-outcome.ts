import type { PowerTarget } from "../node/states.js";

/** The step has taken effect. @public */
export interface StepDone {
  readonly kind: "done";
}

/**
 * Work goes on outside. The node moves to its wait state and no worker is held.
 * With `for: "poll"` the conductor asks the step's `check` after `pollAfterMs`; with `for: "agent"` at the next
 * heartbeat of the agent (and `check` is not asked before).
 * @public
 */
export type StepWait =
  | { readonly kind: "wait"; readonly for?: "poll"; readonly pollAfterMs: number; readonly progress?: string }
  | { readonly kind: "wait"; readonly for: "agent"; readonly progress?: string };

/**
 * The machine has to restart; the conductor does it (so that tokens, boot device and parent power are handled).
 * `then: "next"` ends the step with the reboot, `then: "same"` asks its `check` afterwards. Where the flow runs with
 * a ramdisk (or `awaitAgent` is true) the conductor waits for the agent's heartbeat before it goes on.
 * @public
 */
export interface StepReboot {
  readonly kind: "reboot";
  readonly then: "same" | "next";
  readonly awaitAgent?: boolean;
}

/** The machine has to reach a power state; the conductor sees to it and goes on when it has. @public */
export interface StepPower {
  readonly kind: "power";
  readonly target: PowerTarget;
  readonly then: "same" | "next";
}

/** What happens next. Failures are thrown as `DriverError`. @public */
export type StepOutcome = StepDone | StepWait | StepReboot | StepPower;

/** What a check found: an outcome, or that the step was never started (it is then run). @public */
export type StepCheck = StepOutcome | { readonly kind: "not-started" };

/** @public */
export const DONE: StepDone = { kind: "done" };
