import type { JsonObject, PowerTarget, ProvisionState, StepOutcome } from "@steelyard/interfaces";
import type { ProvisionEvent } from "@steelyard/state-machine";
import type { PlanEntry } from "./cursor.js";
import type { FlowRun } from "./flow-run.js";

/** What an internal step may answer besides a step's outcome. */
export type InternalOutcome =
  | StepOutcome
  /** Goes on with these entries, then with what was planned behind. */
  | { readonly kind: "plan"; readonly entries: readonly PlanEntry[]; readonly shown?: JsonObject }
  /** Replaces everything behind. */
  | { readonly kind: "replan"; readonly entries: readonly PlanEntry[]; readonly shown?: JsonObject }
  | { readonly kind: "event"; readonly event: ProvisionEvent; readonly target?: ProvisionState }
  /** A power change with limits of its own. */
  | {
      readonly kind: "change-power";
      readonly target: PowerTarget;
      readonly timeoutSec?: number;
    };

/**
 * The conductor's own work between the steps of a flow. Always repeatable: after a crash it is run again.
 */
export type InternalStep = (run: FlowRun) => Promise<InternalOutcome>;
