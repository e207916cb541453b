import type { JsonObject, JsonValue, StepPhase } from "@steelyard/interfaces";
import { badAnswer, isObject } from "./command-result.js";

/** The flows the agent has steps for. @public */
export type AgentPhase = Exclude<StepPhase, "verify">;

/** A step as a hardware manager of the agent describes it. @public */
export interface OfferedAgentStep {
  readonly interface: string;
  readonly step: string;
  readonly priority: number;
  readonly abortable: boolean;
  /** The machine has to restart into the ramdisk when the step has succeeded. */
  readonly rebootRequested: boolean;
  readonly requiresRamdisk: boolean;
  /** Argument → `{ description, required }`. */
  readonly argsInfo: JsonObject | undefined;
}

/** What `get_<phase>_steps` answers. @public */
export interface AgentStepList {
  readonly steps: readonly OfferedAgentStep[];
  /** Hardware manager → version; sent with every step so that the agent can tell whether it has changed. */
  readonly hardwareManagerVersion: JsonValue;
}

/**
 * Reads the steps, which the agent groups by hardware manager.
 * @remarks Source: ironic-python-agent `extensions/clean.py`, `get_clean_steps`.
 * @throws DriverError `AGENT_BAD_ANSWER`
 * @internal
 */
export function readStepList(phase: AgentPhase, value: JsonValue): AgentStepList {
  if (!isObject(value)) throw badAnswer(`get_${phase}_steps answered no object`);
  const groups = value[`${phase}_steps`];
  const version = value["hardware_manager_version"];
  if (!isObject(groups) || version === undefined)
    throw badAnswer(`get_${phase}_steps lacks ${phase}_steps or hardware_manager_version`);
  const steps = Object.values(groups).flatMap((group) => {
    if (!Array.isArray(group)) throw badAnswer(`get_${phase}_steps names a hardware manager without a list of steps`);
    return group.map((step: unknown) => readStep(phase, step));
  });
  return { steps, hardwareManagerVersion: version as JsonValue };
}

function readStep(phase: AgentPhase, value: unknown): OfferedAgentStep {
  const {
    interface: type,
    step,
    priority,
    abortable,
    reboot_requested: reboot,
    requires_ramdisk: ramdisk,
    argsinfo,
  } = isObject(value) ? value : {};
  if (typeof type !== "string" || typeof step !== "string" || !Number.isInteger(priority) || Number(priority) < 0)
    throw badAnswer(`a ${phase} step lacks its interface, step or priority`);
  return {
    interface: type,
    step,
    priority: Number(priority),
    abortable: abortable === true,
    rebootRequested: reboot === true,
    requiresRamdisk: ramdisk !== false,
    argsInfo: isObject(argsinfo) ? (argsinfo as JsonObject) : undefined,
  };
}
