import type { JsonObject, PowerTarget, ProvisionState, StepPhase } from "@steelyard/interfaces";
import type { ProvisionEvent } from "@steelyard/state-machine";
import type { PlannedStep } from "@steelyard/steps";

/** An entry of an action's plan; plain JSON, kept in the action's row. */
export type PlanEntry =
  | { readonly kind: "internal"; readonly name: string }
  | { readonly kind: "event"; readonly event: ProvisionEvent; readonly target?: ProvisionState }
  | ({ readonly kind: "step"; readonly phase: StepPhase } & PlannedStep);

/**
 * A power change under way. `stage`: what is being waited for; it is committed before the request that leads there.
 */
export interface PowerProgress {
  readonly target: PowerTarget;
  readonly stage: "start" | "off" | "on" | "reset" | "reached";
  readonly then: "same" | "next";
  readonly awaitAgent: boolean;
  /** How long the machine may take, in seconds; absent: as configured. */
  readonly timeoutSec?: number;
  /** A soft power off that times out goes on as a hard one. */
  readonly forceAfterSec?: number;
  /** Who asked for the power on: known once it is certain that it was asked for. */
  readonly startedBy?: Pick<AgentBoot, "conductor" | "epoch">;
  /** The machine has started into the agent before in this flow; what leads there is prepared anew. */
  readonly isAgain?: true;
  /** The wait that follows ends when the one before would have ended. */
  readonly keepsDeadline?: true;
}

/** The start of a machine whose agent is waited for. */
export interface AgentBoot {
  /** The process that started it; while it lives, so does what the machine fetches. */
  readonly conductor: string;
  readonly epoch: number;
  /** How long it was waited, at the last look. */
  readonly waitedMs: number;
}

/** What a waiting action waits for. */
export type Awaiting = "agent-boot" | "agent" | "poll" | "heartbeat" | "pause" | "hold";

/** Where an action stands. */
export interface Cursor {
  readonly plan: readonly PlanEntry[];
  readonly position: number;
  readonly power?: PowerProgress;
  readonly awaiting?: Awaiting;
  readonly agentBoot?: AgentBoot;
  /** After the present wait: `next` goes on behind the entry, `same` asks it again. */
  readonly then?: "same" | "next";
  /** The agent's ramdisk was booted by this flow. */
  readonly hasRamdisk: boolean;
  /** Set once the user asked to abort while a step ran that can not be aborted. */
  readonly abortAfter?: boolean;
  /** Why the flow failed; the plan is then what cleans up. */
  readonly failure?: string;
}

export const internal = (name: string): PlanEntry => ({ kind: "internal", name });
export const event = (name: ProvisionEvent, target?: ProvisionState): PlanEntry => ({
  kind: "event",
  event: name,
  ...(target === undefined ? {} : { target }),
});

/** A new action's cursor. */
export function startOf(plan: readonly PlanEntry[], hasRamdisk = false): Cursor {
  return { plan, position: 0, hasRamdisk };
}

/** The cursor an action's row holds; undefined before its first commit. */
export function cursorOf(json: JsonObject): Cursor | undefined {
  return json["plan"] === undefined ? undefined : (json as unknown as Cursor);
}

export function jsonOf(cursor: Cursor): JsonObject {
  return cursor as unknown as JsonObject;
}

/** The cursor behind its present entry. */
export function behind(cursor: Cursor): Cursor {
  const { power: _power, awaiting: _awaiting, then: _then, agentBoot: _boot, ...rest } = cursor;
  return { ...rest, position: cursor.position + 1 };
}

/** The cursor at its present entry, no longer waiting and no power change under way. */
export function at(cursor: Cursor): Cursor {
  const { power: _power, awaiting: _awaiting, then: _then, agentBoot: _boot, ...rest } = cursor;
  return rest;
}

/** The cursor with `entries` put in behind the present entry, standing behind it. */
export function insertBehind(cursor: Cursor, entries: readonly PlanEntry[]): Cursor {
  const { plan, position } = cursor;
  return behind({ ...cursor, plan: [...plan.slice(0, position + 1), ...entries, ...plan.slice(position + 1)] });
}
