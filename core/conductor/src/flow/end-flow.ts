import type { NodeChanges } from "@steelyard/runtime-interfaces";
import { next } from "@steelyard/state-machine";
import { cut, failureText } from "../failures/failure-text.js";
import { historyOf } from "../failures/history.js";
import { behind, internal } from "./cursor.js";
import { type FlowOfState, shownStep } from "./flow-of-state.js";
import type { FlowRun } from "./flow-run.js";
import { STATELESS_CALLS } from "./programs.js";

/** Everything planned was done: the action is over and gives the node back. */
export async function finishFlow(run: FlowRun): Promise<void> {
  const { failure } = run.cursor;
  const isFailed = failure !== undefined;
  await run.commit({
    keepClaim: false,
    action: { state: isFailed ? "failed" : "done", holdsNode: false, ...(isFailed ? { lastError: failure } : {}) },
    ...(isFailed || STATELESS_CALLS.has(run.action.call) || !run.parts.config.conductor.recordStepFlowsInHistory
      ? {}
      : {
          also: historyOf(run, {
            severity: "INFO",
            event: `${run.action.call} ended; the node is ${run.task.node.provisionState}.`,
          }),
        }),
  });
  run.task.log.info(isFailed ? "action failed" : "action done", { node: run.task.nodeId, call: run.action.call });
}

/**
 * The flow has failed: state, `last_error`, fault and history in one commit, and the plan becomes what cleans up. A failure of
 * the cleaning up itself is added to `last_error`; the rest of the cleaning up goes on.
 */
export async function failFlow(run: FlowRun, error: unknown): Promise<void> {
  const { task, action, cursor } = run;
  task.log.error("work on a node failed", {
    node: task.nodeId,
    call: action.call,
    state: task.node.provisionState,
    reason: failureText(error),
    ...(error instanceof Error && error.stack !== undefined ? { stack: error.stack } : {}),
  });
  if (cursor.failure !== undefined) {
    const lastError = cut(`${task.node.lastError ?? cursor.failure} Cleaning up failed too: ${failureText(error)}`);
    await run.commit({ cursor: behind(cursor), node: { lastError } });
    return;
  }
  const flow = run.flow;
  const { entry } = run;
  const row = entry?.kind === "step" ? await run.findStepRun() : undefined;
  const text = failureText(error);
  const lastError = cut(
    row === undefined || entry?.kind !== "step"
      ? `Failed to ${flow?.label ?? STATELESS_LABELS[action.call] ?? `${action.call} the node`}: ${text}`
      : `Failed to ${flow?.label ?? action.call}: step ${entry.interface}.${entry.step} failed: ${text}`,
  );
  const isStepFailure = row !== undefined;
  await run.commit({
    cursor: {
      plan: (flow?.cleanUp ?? []).map(internal),
      position: 0,
      hasRamdisk: cursor.hasRamdisk,
      failure: lastError,
    },
    action: { state: "ready", waitFor: null, deadlineMs: null, holdsNode: true },
    node: { ...failedState(run, flow), ...faultOf(flow, isStepFailure, lastError), ...shownStep(flow, {}), lastError },
    also: async (tx) => {
      if (row !== undefined) await tx.stepRuns.end(run.claim.lock, row.uuid, { state: "failed", error: text });
      await historyOf(run, { severity: "ERROR", event: lastError })(tx);
    },
  });
}

/** Wording of failures of work that belongs to no state. */
const STATELESS_LABELS: Readonly<Record<string, string>> = {
  power: "change the power state of the node",
  console: "change the console of the node",
  "boot-mode": "change the boot mode of the node",
  "secure-boot": "change secure boot of the node",
};

function failedState(run: FlowRun, flow: FlowOfState | undefined): NodeChanges {
  const { node } = run.task;
  if (run.action.call === "power") return { targetPowerState: null };
  if (STATELESS_CALLS.has(run.action.call)) return {};
  const moved = next({ state: node.provisionState, target: node.targetProvisionState }, "fail");
  return {
    ...(moved === undefined ? {} : { provisionState: moved.state, targetProvisionState: moved.target }),
    ...(flow?.name === "adopt" ? { powerState: null } : {}),
  };
}

function faultOf(flow: FlowOfState | undefined, isStepFailure: boolean, reason: string): NodeChanges {
  if (flow?.fault === undefined || !isStepFailure) return {};
  return { fault: flow.fault, maintenance: true, maintenanceReason: reason };
}
