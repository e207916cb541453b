import { DriverError } from "@steelyard/interfaces";
import { check, type FlowEnd } from "./advance-step.js";
import { lookAtAgentBoot } from "./agent-boot.js";
import type { FlowRun } from "./flow-run.js";
import { NEVER_MS, park, resume } from "./park.js";

/** Events that end a wait by themselves: they go with the commit that ends it, and not before. */
const CONSUMED: Readonly<Record<string, readonly string[]>> = { heartbeat: ["heartbeat"], hold: ["unhold"] };

/**
 * Looks at why a claimed action is due: what it waited for has come, its time is over, or it goes on after a crash.
 *
 * @returns `parked` when it has to wait on
 * @throws DriverError `WAIT_TIMEOUT`; `ABORTED` when the agent of a node in maintenance called and its work must not pause
 */
export async function arrive(run: FlowRun): Promise<FlowEnd | undefined> {
  const { action, cursor, entry } = run;
  const consumed = CONSUMED[cursor.awaiting ?? ""] ?? [];
  const clearEvents = Object.keys(action.events).filter((name) => !consumed.includes(name));
  // Cleared before the look, so that what comes in meanwhile is not lost; due at once, should this process die here.
  if (clearEvents.length > 0)
    await run.commit({
      cursor: action.events["abortAfter"] === true ? { ...cursor, abortAfter: true } : cursor,
      action: { clearEvents, startAfterMs: 0 },
    });
  if (action.state !== "waiting" || entry === undefined) return undefined;
  if (action.events["maintenance"] === true && run.task.node.maintenance)
    throw new DriverError("ABORTED", {
      reason: "The node is in maintenance, and [conductor] allow_provisioning_in_maintenance is off.",
    });
  switch (run.cursor.awaiting) {
    case "agent-boot":
      if (typeof run.task.node.driverInternalInfo["agent_url"] !== "string")
        switch (await lookAtAgentBoot(run, entry, isTimedOut(run))) {
          case "timed-out":
            return waitOn(run);
          case "parked":
            return "parked";
          case "started-again":
            return undefined;
        }
      // A look that was planned before the node was put into maintenance.
      if (run.task.node.maintenance && action.events["heartbeat"] !== true) return waitOn(run);
      await resume(run, run.cursor.then);
      return undefined;
    case "heartbeat":
      if (action.events["heartbeat"] !== true) return waitOn(run);
      await resume(run, "next", consumed);
      return undefined;
    case "pause":
      await resume(run, "next");
      return undefined;
    case "hold":
      if (action.events["unhold"] !== true) return waitOn(run);
      await resume(run, "next", consumed);
      return undefined;
    // Also without a heartbeat: the process that took it may have died before its look.
    default:
      if (isTimedOut(run) && action.events["heartbeat"] !== true) return waitOn(run);
  }
  if (entry.kind !== "step") {
    await resume(run, "same");
    return undefined;
  }
  const row = await run.findStepRun();
  if (row === undefined) throw new Error(`position ${run.cursor.position} waits and has no row`);
  return check(run, entry, row);
}

/** By the database's clock: a claim stamps the row with its time. */
function isTimedOut({ action }: FlowRun): boolean {
  return action.deadlineAt !== null && Date.parse(action.deadlineAt) <= Date.parse(action.updatedAt);
}

async function waitOn(run: FlowRun): Promise<FlowEnd | undefined> {
  const { entry, cursor } = run;
  if (entry === undefined) return undefined;
  const isPolling = cursor.awaiting === "poll";
  if (isTimedOut(run)) {
    if (!run.task.node.maintenance)
      throw new DriverError("WAIT_TIMEOUT", {
        reason: `The node was in ${run.task.node.provisionState} for too long; ${isPolling ? "the step did not end" : "the agent did not call"}.`,
      });
    const seconds = run.flow?.callbackTimeout?.(run.parts.config.conductor) ?? 0;
    await run.commit({
      keepClaim: false,
      action: { state: "waiting", startAfterMs: NEVER_MS, deadlineMs: seconds === 0 ? null : seconds * 1000 },
    });
    return "parked";
  }
  await park(
    run,
    entry,
    isPolling ? { kind: "wait", for: "poll", pollAfterMs: 1000 } : { kind: "wait", for: "agent" },
    {
      ...(cursor.awaiting === undefined ? {} : { awaiting: cursor.awaiting }),
      ...(cursor.then === undefined ? {} : { then: cursor.then }),
      ...(cursor.agentBoot === undefined ? {} : { agentBoot: cursor.agentBoot }),
    },
  );
  return "parked";
}
