import type { StepWait } from "@steelyard/interfaces";
import { isHold, isWait } from "@steelyard/state-machine";
import { type AgentBoot, type Awaiting, at, type PlanEntry } from "./cursor.js";
import type { FlowRun } from "./flow-run.js";

/** When an action is due that waits for somebody to call: not by itself. */
export const NEVER_MS = 10 * 365 * 24 * 3_600_000;

/**
 * Gives the claim back to wait: the node moves to its wait (or hold) state and no worker is held.
 * A first wait sets the time limit of the flow; a further one keeps it (heartbeats renew it).
 */
export async function park(
  run: FlowRun,
  entry: PlanEntry,
  wait: StepWait,
  how: {
    readonly awaiting?: Awaiting;
    readonly then?: "same" | "next";
    readonly agentBoot?: AgentBoot;
    /** A look before anybody calls. */
    readonly lookAfterMs?: number;
    readonly keepsDeadline?: boolean;
  } = {},
): Promise<void> {
  const isHolding = entry.kind === "step" && entry.source === "flow" && entry.step === "hold";
  const awaiting = how.awaiting ?? awaitingOf(entry, wait, isHolding);
  const { provisionState } = run.task.node;
  const isWaiting = isWait(provisionState) || isHold(provisionState);
  const pollAfterMs = wait.for === "agent" ? undefined : wait.pollAfterMs;
  const row = entry.kind === "step" ? await run.findStepRun() : undefined;
  const then = how.then ?? (entry.kind === "step" && entry.source === "flow" ? "next" : "same");
  await run.commit({
    cursor: { ...at(run.cursor), awaiting, then, ...(how.agentBoot === undefined ? {} : { agentBoot: how.agentBoot }) },
    keepClaim: false,
    ...(isWaiting ? {} : { node: run.moved(isHolding ? "hold" : "wait") }),
    action: {
      state: "waiting",
      waitFor: isHolding ? "hold" : pollAfterMs === undefined ? "agent" : "poll",
      holdsNode: false,
      startAfterMs: pollAfterMs ?? how.lookAfterMs ?? NEVER_MS,
      ...((isWaiting && !isHolding) || how.keepsDeadline === true
        ? {}
        : { deadlineMs: isHolding ? null : limitMs(run, pollAfterMs) }),
    },
    ...(row === undefined || row.state === "waiting"
      ? {}
      : { also: (tx) => tx.stepRuns.wait(run.claim.lock, row.uuid) }),
  });
}

function awaitingOf(entry: PlanEntry, wait: StepWait, isHolding: boolean): Awaiting {
  if (isHolding) return "hold";
  const isFlowControl = entry.kind === "step" && entry.source === "flow";
  if (wait.for === "agent") return isFlowControl ? "heartbeat" : "agent";
  return isFlowControl ? "pause" : "poll";
}

/** The flow's time limit in milliseconds, beyond a pause that is longer; null: none. */
function limitMs(run: FlowRun, pollAfterMs: number | undefined): number | null {
  const seconds = run.flow?.callbackTimeout?.(run.parts.config.conductor) ?? 0;
  return seconds === 0 ? null : seconds * 1000 + (pollAfterMs ?? 0);
}

/** Goes on after a wait: the node moves back to its busy state, the action is ours and holds the node. */
export async function resume(
  run: FlowRun,
  then: "same" | "next" = "same",
  clearEvents: readonly string[] = [],
): Promise<void> {
  const { provisionState } = run.task.node;
  const { entry } = run;
  const isNext = then === "next";
  const row = isNext && entry?.kind === "step" ? await run.findStepRun() : undefined;
  const here = at(run.cursor);
  await run.commit({
    cursor: isNext ? { ...here, position: here.position + 1 } : here,
    ...(isWait(provisionState) ? { node: run.moved("resume") } : {}),
    action: { state: "ready", waitFor: null, deadlineMs: null, holdsNode: true, startAfterMs: 0, clearEvents },
    ...(row === undefined ? {} : { also: (tx) => tx.stepRuns.end(run.claim.lock, row.uuid, { state: "done" }) }),
  });
}
