import { isStoreError } from "@steelyard/runtime-interfaces";
import { type AgentBoot, at, type PlanEntry, type PowerProgress } from "./cursor.js";
import type { FlowRun } from "./flow-run.js";
import { park } from "./park.js";

/** Waits for the agent of a machine that was started just now. */
export function awaitAgentBoot(
  run: FlowRun,
  entry: PlanEntry,
  { then, keepsDeadline, startedBy }: Pick<PowerProgress, "then" | "keepsDeadline" | "startedBy">,
): Promise<void> {
  const { conductor, epoch } = startedBy ?? run.claim.lock;
  return waitOn(run, entry, { conductor, epoch, waitedMs: 0 }, { then, keepsDeadline: keepsDeadline === true });
}

/**
 * Looks at a start whose agent has not called yet: a machine that may have missed its files, because the process that served
 * them ended, is started again, and so is one that takes longer than the operator allows.
 *
 * @remarks
 * An agent that has looked its node up is there, and calls when it is ready; but where the process ended, the answer with the
 * agent's token may have been lost, and it is handed out once only. A machine that is only slow gets no more time than
 * the flow's limit; one that could not start gets it anew.
 * Source: Ironic `[pxe] boot_retry_timeout`; DESIGN §3, "A machine never depends on one process".
 */
export async function lookAtAgentBoot(
  run: FlowRun,
  entry: PlanEntry,
  isTimedOut: boolean,
): Promise<"parked" | "started-again" | "timed-out"> {
  const { agentBoot: boot, then = "same" } = run.cursor;
  if (boot === undefined) throw new Error("an action waits for a start that nobody made");
  const { bootRetryTimeout, orphanedBootTimeout } = run.parts.config.deploy;
  const isByEvent = Object.keys(run.claim.action.events).length > 0;
  const waitedMs = boot.waitedMs + (isByEvent ? 0 : (lookAfterMs(run, boot) ?? 0));
  const isOver = (seconds: number) => seconds > 0 && (isTimedOut || waitedMs >= seconds * 1000);
  const hasLookedUp = typeof run.task.node.driverInternalInfo["agent_last_lookup"] === "string";
  if (isOver(orphanedBootTimeout) && (await hasEnded(run, boot))) return startAgain(run, then, {});
  if (!isTimedOut && !hasLookedUp && isOver(bootRetryTimeout)) return startAgain(run, then, { keepsDeadline: true });
  if (isTimedOut) return "timed-out";
  await waitOn(run, entry, { ...boot, waitedMs }, { then, keepsDeadline: false });
  return "parked";
}

async function startAgain(
  run: FlowRun,
  then: "same" | "next",
  more: Pick<PowerProgress, "keepsDeadline">,
): Promise<"started-again"> {
  run.task.log.warn("the agent has not called; the machine is started again", { node: run.task.nodeId });
  await run.commit({
    cursor: {
      ...at(run.cursor),
      power: { target: "rebooting", stage: "start", then, awaitAgent: true, isAgain: true, ...more },
    },
    node: run.moved("resume"),
    action: {
      state: "ready",
      waitFor: null,
      holdsNode: true,
      startAfterMs: 0,
      ...(more.keepsDeadline ? {} : { deadlineMs: null }),
    },
  });
  return "started-again";
}

function waitOn(
  run: FlowRun,
  entry: PlanEntry,
  agentBoot: AgentBoot,
  how: { readonly then: "same" | "next"; readonly keepsDeadline: boolean },
): Promise<void> {
  const look = lookAfterMs(run, agentBoot);
  return park(
    run,
    entry,
    { kind: "wait", for: "agent" },
    { awaiting: "agent-boot", ...how, agentBoot, ...(look === undefined ? {} : { lookAfterMs: look }) },
  );
}

/** The pause until the next of the two limits; after the second, again and again, as processes may end later. */
function lookAfterMs(run: FlowRun, { waitedMs }: AgentBoot): number | undefined {
  const { bootRetryTimeout, orphanedBootTimeout } = run.parts.config.deploy;
  const limits = [orphanedBootTimeout, bootRetryTimeout].filter((each) => each > 0).map((each) => each * 1000);
  if (limits.length === 0) return undefined;
  const ahead = limits.filter((each) => each > waitedMs).map((each) => each - waitedMs);
  return ahead.length > 0 ? Math.min(...ahead) : Math.max(...limits);
}

/** Whether the process that started the machine lives on no more. */
async function hasEnded(run: FlowRun, { conductor, epoch }: AgentBoot): Promise<boolean> {
  try {
    const record = await run.parts.store.conductors.get(conductor);
    return record.epoch !== epoch || !record.isAlive;
  } catch (error) {
    if (isStoreError(error, "NOT_FOUND")) return true;
    throw error;
  }
}
