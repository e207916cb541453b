import { isStoreError } from "@steelyard/runtime-interfaces";
import { isLost } from "../failures/failure-text.js";
import { advanceStep, apply, complete, type FlowEnd } from "./advance-step.js";
import { awaitAgentBoot } from "./agent-boot.js";
import { arrive } from "./arrive.js";
import { at, behind } from "./cursor.js";
import { failFlow, finishFlow } from "./end-flow.js";
import { shownStep } from "./flow-of-state.js";
import type { FlowRun } from "./flow-run.js";
import { INTERNAL_STEPS } from "./internal-steps.js";
import { changePower } from "./power-change.js";

/**
 * Carries a claimed action on until it ends, has to wait, or the process drains.
 *
 * @remarks
 * Every boundary is one commit of the action's cursor with the node and step rows that belong to it, so another process can
 * go on from any of them. Source: DESIGN §3.
 * @throws what fences this process off (see `isLost`), store errors, and the reason of the task's signal
 */
export async function runFlow(run: FlowRun): Promise<FlowEnd> {
  const arrival = await failing(run, () => arrive(run));
  if (arrival === "parked") return "parked";
  for (;;) {
    if (run.isLeaving()) return "left";
    const end = await failing(run, () => advance(run));
    if (end !== undefined) return end;
  }
}

/** Turns a failure of the work into the flow's failure; what fences us off and what the store throws goes through. */
async function failing<T>(run: FlowRun, work: () => Promise<T>): Promise<T | undefined> {
  try {
    return await work();
  } catch (error) {
    if (run.task.signal.aborted) throw run.task.signal.reason;
    if (isLost(error) || isStoreError(error)) throw error;
    await failFlow(run, error);
    return undefined;
  }
}

async function advance(run: FlowRun): Promise<FlowEnd | undefined> {
  if (run.cursor.power !== undefined) return goOnWithPower(run);
  const { entry } = run;
  if (entry === undefined) {
    await finishFlow(run);
    return "over";
  }
  switch (entry.kind) {
    case "event":
      await run.commit({
        cursor: behind(run.cursor),
        node: { ...run.moved(entry.event, entry.target), ...shownStep(run.flow, {}) },
      });
      return undefined;
    case "internal":
      return apply(run, entry, await internalStep(entry.name)(run));
    case "step":
      return advanceStep(run, entry);
  }
}

function internalStep(name: string) {
  const found = INTERNAL_STEPS[name];
  if (found === undefined) throw new Error(`there is no internal step ${name}`);
  return found;
}

async function goOnWithPower(run: FlowRun): Promise<FlowEnd | undefined> {
  const isOver = await changePower(run);
  const power = run.cursor.power;
  const { entry } = run;
  if (!isOver || power === undefined || entry === undefined) return isOver ? undefined : "left";
  if (power.awaitAgent) {
    await awaitAgentBoot(run, entry, power);
    return "parked";
  }
  if (power.then === "next") await complete(run, entry);
  else await run.commit({ cursor: at(run.cursor) });
  return undefined;
}
