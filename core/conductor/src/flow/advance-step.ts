import { DriverError, type StepCheck, type StepOutcome } from "@steelyard/interfaces";
import type { StepRun } from "@steelyard/runtime-interfaces";
import { isWait } from "@steelyard/state-machine";
import { isFlowControl } from "@steelyard/steps";
import { cacheBiosSettings } from "./cache-bios-settings.js";
import { callCheck, callRun } from "./call-step.js";
import { behind, insertBehind, type PlanEntry, type PowerProgress } from "./cursor.js";
import { flowControl } from "./flow-control.js";
import { shownStep } from "./flow-of-state.js";
import type { FlowRun } from "./flow-run.js";
import type { InternalOutcome } from "./internal-step.js";
import { maskedArgs } from "./masked-args.js";
import { park, resume } from "./park.js";

type StepEntry = Extract<PlanEntry, { kind: "step" }>;

/** How the work on a claim ended: over, given back to wait, or left at a boundary because the process drains. */
export type FlowEnd = "over" | "parked" | "left";

/** Goes on with the step the cursor stands at, by what its row says of earlier attempts. */
export async function advanceStep(run: FlowRun, entry: StepEntry): Promise<FlowEnd | undefined> {
  const row = await run.findStepRun();
  if (row?.state === "waiting") return check(run, entry, row);
  if (row !== undefined && entry.repeat === "never")
    throw new DriverError("STEP_INTERRUPTED", { step: `${entry.interface}.${entry.step}` });
  const started = await startStep(run, entry);
  if (row !== undefined && (entry.repeat === "verify" || entry.repeat === "attach")) return check(run, entry, started);
  return apply(run, entry, await startedOutcome(run, entry, started));
}

function startedOutcome(run: FlowRun, entry: StepEntry, row: StepRun): Promise<StepOutcome> {
  if (isFlowControl(entry.step) && entry.source === "flow") return Promise.resolve(flowControl(entry));
  return callRun(run, entry, row);
}

/** The start of a step is a committed row before its first request. */
async function startStep(run: FlowRun, entry: StepEntry): Promise<StepRun> {
  const { interface: type, step, args, priority, phase, repeat } = entry;
  const shown = { interface: type, step, priority, abortable: entry.isAbortable, args: maskedArgs(args) };
  let started: StepRun | undefined;
  await run.commit({
    node: shownStep(run.flow, shown),
    also: async (tx) => {
      started = await tx.stepRuns.start(run.claim.lock, {
        actionUuid: run.action.uuid,
        nodeUuid: run.task.nodeId,
        position: run.cursor.position,
        phase,
        interface: type,
        step,
        repeat,
        args: maskedArgs(args),
      });
    },
  });
  run.task.log.info("step started", { node: run.task.nodeId, step: `${type}.${step}` });
  return started as StepRun;
}

/** Asks a step that was started before; used in the wait state too, so that a heartbeat alone moves no state. */
export async function check(run: FlowRun, entry: StepEntry, row: StepRun): Promise<FlowEnd | undefined> {
  const found: StepCheck = entry.source === "flow" ? { kind: "done" } : await callCheck(run, entry, row);
  if (found.kind === "wait") return apply(run, entry, found);
  if (isWait(run.task.node.provisionState)) await resume(run);
  if (found.kind !== "not-started") return apply(run, entry, found);
  if (entry.repeat === "never") throw new DriverError("STEP_INTERRUPTED", { step: `${entry.interface}.${entry.step}` });
  return apply(run, entry, await callRun(run, entry, await startStep(run, entry)));
}

/** Does what an entry's outcome asks for, in one commit. */
export async function apply(run: FlowRun, entry: PlanEntry, outcome: InternalOutcome): Promise<FlowEnd | undefined> {
  switch (outcome.kind) {
    case "done":
      await complete(run, entry);
      return undefined;
    case "plan":
    case "replan": {
      const cursor =
        outcome.kind === "plan"
          ? insertBehind(run.cursor, outcome.entries)
          : insertBehind({ ...run.cursor, plan: run.cursor.plan.slice(0, run.cursor.position + 1) }, outcome.entries);
      await run.commit({
        cursor,
        ...(outcome.shown === undefined ? {} : { node: { merge: { driverInternalInfo: { set: outcome.shown } } } }),
      });
      return undefined;
    }
    case "event":
      await run.commit({ cursor: behind(run.cursor), node: run.moved(outcome.event, outcome.target) });
      return undefined;
    case "change-power":
      await beginPower(run, entry, { target: outcome.target, then: "next", awaitAgent: false }, outcome.timeoutSec);
      return undefined;
    case "reboot":
      await beginPower(run, entry, {
        target: "rebooting",
        then: outcome.then,
        awaitAgent: outcome.awaitAgent ?? run.cursor.hasRamdisk,
      });
      return undefined;
    case "power": {
      const isOn = outcome.target !== "power off" && outcome.target !== "soft power off";
      await beginPower(run, entry, {
        target: outcome.target,
        then: outcome.then,
        awaitAgent: entry.kind === "step" && entry.source === "flow" && isOn && run.cursor.hasRamdisk,
        forceAfterSec: run.parts.config.agent.postDeployGetPowerStateRetries * 5,
      });
      return undefined;
    }
    case "wait":
      await park(run, entry, outcome);
      return "parked";
  }
}

async function beginPower(
  run: FlowRun,
  entry: PlanEntry,
  power: Omit<PowerProgress, "stage" | "timeoutSec">,
  timeoutSec?: number,
): Promise<void> {
  const row = entry.kind === "step" ? await run.findStepRun() : undefined;
  const isAgain = power.awaitAgent && run.cursor.hasRamdisk;
  await run.commit({
    cursor: {
      ...run.cursor,
      hasRamdisk: run.cursor.hasRamdisk || power.awaitAgent,
      power: {
        ...power,
        stage: "start",
        ...(isAgain ? { isAgain } : {}),
        ...(timeoutSec === undefined ? {} : { timeoutSec }),
      },
    },
    ...(row === undefined ? {} : { also: (tx) => tx.stepRuns.wait(run.claim.lock, row.uuid) }),
  });
}

/** The entry has taken effect: its row ends and the cursor goes behind it, in one commit. */
export async function complete(run: FlowRun, entry: PlanEntry): Promise<void> {
  const row = entry.kind === "step" ? await run.findStepRun() : undefined;
  // Before the step counts as done, so that whoever waits for it reads the settings as they are.
  if (entry.kind === "step" && entry.interface === "bios") await cacheBiosSettings(run);
  await run.commit({
    cursor: behind(run.cursor),
    ...(row === undefined ? {} : { also: (tx) => tx.stepRuns.end(run.claim.lock, row.uuid, { state: "done" }) }),
  });
  if (row === undefined || entry.kind !== "step") return;
  run.task.log.info("step done", { node: run.task.nodeId, step: `${entry.interface}.${entry.step}` });
  if (run.cursor.abortAfter === true)
    throw new DriverError("ABORTED", { reason: `The step ${entry.interface}.${entry.step} had to end first.` });
}
