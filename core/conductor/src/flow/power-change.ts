import { DriverError, FAILURES, isDriverError, type PowerState, type PowerTarget } from "@steelyard/interfaces";
import type { NodeChanges } from "@steelyard/runtime-interfaces";
import type { PowerProgress } from "./cursor.js";
import type { FlowRun } from "./flow-run.js";

const FIRST_POLL_MS = 100;
const LONGEST_POLL_MS = 5000;

/** Keys of `driver_internal_info` that die with the ramdisk. */
const AGENT_KEYS = [
  "agent_last_lookup",
  "agent_url",
  "agent_verify_ca",
  "agent_last_heartbeat",
  "agent_status",
  "agent_status_message",
];

/** What a machine that goes off takes with it; a pregenerated token stays. Source: reference "Agent" §3. */
export function withoutAgent(node: FlowRun["task"]["node"]): NodeChanges {
  const isPregenerated = node.driverInternalInfo["agent_secret_token_pregenerated"] === true;
  return {
    merge: { driverInternalInfo: { remove: isPregenerated ? AGENT_KEYS : [...AGENT_KEYS, "agent_secret_token"] } },
  };
}

/**
 * Carries a power change to its end, from whatever stage is committed. Every stage is repeatable: a state that is already
 * there is a success. A restart is a power off followed by a power on, so that a crash between them is told apart.
 *
 * @returns false when the process drains and the change goes on elsewhere
 * @throws DriverError `POWER_TIMEOUT`, and what the power interface throws
 */
export async function changePower(run: FlowRun): Promise<boolean> {
  for (;;) {
    const progress = run.cursor.power;
    if (progress === undefined || progress.stage === "reached") return true;
    if (run.isLeaving()) return false;
    switch (progress.stage) {
      case "start":
        await stage(run, { ...progress, stage: firstStage(run, progress) });
        break;
      case "off":
        if (!(await switchOff(run, progress))) return false;
        if (progress.isAgain && endsOn(progress.target))
          await run.task.interfaceOf("deploy").prepareAgentBoot(run.task);
        await stage(
          run,
          { ...progress, stage: endsOn(progress.target) ? "on" : "reached" },
          { powerState: "power off", ...withoutAgent(run.task.node) },
        );
        break;
      case "on":
        if (!(await switchOn(run, progress))) return false;
        break;
      case "reset":
        await run.task.save(withoutAgent(run.task.node));
        if (progress.isAgain) await run.task.interfaceOf("deploy").prepareAgentBoot(run.task);
        await run.task.interfaceOf("power").setPowerState(run.task, "rebooting");
        await stage(run, { ...progress, stage: "on" });
        break;
    }
  }
}

function endsOn(target: PowerTarget): boolean {
  return target === "power on" || target === "rebooting" || target === "soft rebooting";
}

function firstStage(run: FlowRun, { target }: PowerProgress): PowerProgress["stage"] {
  if (target === "power on") return "on";
  if (!run.task.node.disablePowerOff) return "off";
  if (endsOn(target)) return "reset";
  run.task.log.warn("the machine is left on: disable_power_off is set", { node: run.task.nodeId });
  return "reached";
}

async function stage(run: FlowRun, progress: PowerProgress, node?: NodeChanges): Promise<void> {
  const { conductor, epoch } = run.claim.lock;
  const power = progress.stage === "on" ? { ...progress, startedBy: { conductor, epoch } } : progress;
  await run.commit({
    cursor: { ...run.cursor, power },
    ...(node === undefined ? {} : { node }),
    ...(power.stage === "on" ? { action: { clearEvents: ["heartbeat"] } } : {}),
  });
}

/** A machine that is on already was started by whoever committed this stage, who may have ended since. */
async function switchOn(run: FlowRun, progress: PowerProgress): Promise<boolean> {
  const self = { conductor: run.claim.lock.conductor, epoch: run.claim.lock.epoch };
  let startedBy = progress.startedBy ?? self;
  const isOn = await reach(run, "power on", "power on", timeoutOf(run, progress), () => {
    startedBy = self;
  });
  if (isOn) await stage(run, { ...progress, stage: "reached", startedBy }, { powerState: "power on" });
  return isOn;
}

async function switchOff(run: FlowRun, progress: PowerProgress): Promise<boolean> {
  const isSoft = progress.target === "soft power off" || progress.target === "soft rebooting";
  const timeoutSec = timeoutOf(run, progress);
  if (!isSoft) return reach(run, "power off", "power off", timeoutSec);
  try {
    return await reach(run, "soft power off", "power off", progress.forceAfterSec ?? timeoutSec);
  } catch (error) {
    const canForce = isDriverError(error, "POWER_TIMEOUT") || isDriverError(error, "NOT_SUPPORTED");
    if (progress.forceAfterSec === undefined || !canForce) throw error;
    run.task.log.info("the operating system did not shut down; switching off hard", { node: run.task.nodeId });
    return reach(run, "power off", "power off", run.parts.config.conductor.powerStateChangeTimeout);
  }
}

function timeoutOf(run: FlowRun, progress: PowerProgress): number {
  const { powerStateChangeTimeout, softPowerOffTimeout } = run.parts.config.conductor;
  const isSoft = progress.stage === "off" && progress.target.startsWith("soft");
  return progress.timeoutSec ?? (isSoft ? softPowerOffTimeout : powerStateChangeTimeout);
}

/** Asks for `request` unless the machine is there, then looks until it is. */
async function reach(
  run: FlowRun,
  request: PowerTarget,
  goal: Exclude<PowerState, "error">,
  timeoutSec: number,
  onAsk: () => void = () => undefined,
): Promise<boolean> {
  const { task, parts } = run;
  const power = task.interfaceOf("power");
  const deadlineMs = parts.clock.monotonicMs() + timeoutSec * 1000;
  let isAsked = false;
  let pauseMs = FIRST_POLL_MS;
  let lastProblem: unknown;
  for (;;) {
    task.signal.throwIfAborted();
    try {
      if ((await power.getPowerState(task)) === goal) return true;
      if (!isAsked) {
        onAsk();
        await power.setPowerState(task, request);
        isAsked = true;
        pauseMs = FIRST_POLL_MS;
      }
      lastProblem = undefined;
    } catch (error) {
      if (!isDriverError(error) || FAILURES[error.code].retry === "never") throw error;
      lastProblem = error;
    }
    if (run.isLeaving()) return false;
    const leftMs = deadlineMs - parts.clock.monotonicMs();
    if (leftMs <= 0) {
      if (lastProblem !== undefined) throw lastProblem;
      throw new DriverError("POWER_TIMEOUT", { wanted: goal, timeout_seconds: timeoutSec });
    }
    await parts.clock.sleep(Math.min(pauseMs, leftMs), task.signal);
    pauseMs = Math.min(pauseMs * 1.6, LONGEST_POLL_MS);
  }
}
