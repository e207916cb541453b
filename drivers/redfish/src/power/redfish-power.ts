import {
  DriverError,
  type NodeSubject,
  type NodeTask,
  type PowerInterface,
  type PowerState,
  type PowerTarget,
  type SetPowerOptions,
} from "@steelyard/interfaces";
import { hasMessageKey, isRedfishError, optionalEnum, type RedfishResource } from "@steelyard/redfish-client";
import type { Bmc } from "../access/bmc.js";
import { REDFISH_PROPERTIES } from "../access/driver-info.js";
import type { RedfishAccess } from "../access/redfish-access.js";
import { restoreBootDevice } from "../management/boot-device.js";
import { pickReset } from "./pick-reset.js";

/** What a PowerState means. A paused machine has power. Source: DSP0268, Resource, `PowerState`; reference/redfish.md §2. */
const STATE_OF = {
  On: "power on",
  PoweringOn: "power on",
  Paused: "power on",
  Off: "power off",
  PoweringOff: "power off",
} as const satisfies Record<string, PowerState>;

const TARGETS = ["power on", "power off", "rebooting", "soft rebooting", "soft power off"] as const;

/**
 * Reset types that reach a target, the best first, and the state in which nothing has to be done. A reset of a machine that
 * is off is a power on. Source: reference/redfish.md §2; DSP0268, Resource, `ResetType`.
 */
const WAYS = {
  "power on": { resets: ["On", "ForceOn"], goal: "power on" },
  "power off": { resets: ["ForceOff", "Off"], goal: "power off" },
  "soft power off": { resets: ["GracefulShutdown"], goal: "power off" },
  rebooting: { resets: ["ForceRestart", "PowerCycle"], goal: undefined },
  "soft rebooting": { resets: ["GracefulRestart"], goal: undefined },
} as const satisfies Record<PowerTarget, { resets: readonly string[]; goal: PowerState | undefined }>;

/** iDRAC refuses a power on for up to a minute after a power off. Source: reference/redfish.md §2 "power.set on". */
const CONFLICT_PAUSES_MS = [500, 1_000, 2_000, 4_000, 8_000, 15_000, 15_000];

/**
 * Power over Redfish.
 *
 * @remarks Source: Ironic `ironic.drivers.modules.redfish.power`; DSP0268, ComputerSystem, action Reset.
 * @public
 */
export class RedfishPower implements PowerInterface {
  readonly properties = REDFISH_PROPERTIES;
  readonly supportsPowerSync = true;
  readonly #access: RedfishAccess;

  constructor(access: RedfishAccess) {
    this.#access = access;
  }

  validate({ node }: NodeSubject): void {
    this.#access.validate(node);
  }

  getPowerState(task: NodeTask): Promise<PowerState> {
    return this.#access.use(task, async (bmc) => powerStateOf(await bmc.system()));
  }

  async setPowerState(task: NodeTask, target: PowerTarget, options: SetPowerOptions = {}): Promise<void> {
    if (!Object.hasOwn(WAYS, target))
      throw new DriverError("NOT_SUPPORTED", { reason: `There is no power state ${target}.` });
    await this.#access.use(task, (bmc) => change(bmc, target), { deadlineMs: options.timeoutMs ?? 60_000 });
  }

  getSupportedPowerStates(): readonly PowerTarget[] {
    return TARGETS;
  }
}

function powerStateOf(system: RedfishResource): PowerState {
  const told = optionalEnum(system, STATE_OF, "PowerState");
  return told === undefined ? "error" : STATE_OF[told];
}

async function change(bmc: Bmc, target: PowerTarget): Promise<void> {
  const system = await bmc.system();
  const state = powerStateOf(system);
  const asked = WAYS[target];
  if (asked.goal !== undefined && state === asked.goal) return;
  const way = asked.goal === undefined && state === "power off" ? WAYS["power on"] : asked;
  const { resetTarget, resetType } = await pickReset(bmc, system, way.resets, target);
  if (way.goal !== "power off") await restoreBootDevice(bmc, system);
  for (const pauseMs of [...CONFLICT_PAUSES_MS, undefined]) {
    try {
      await bmc.post(resetTarget, { ResetType: resetType });
      return;
    } catch (error) {
      if (way.goal !== undefined && mayBeThere(error)) {
        // The machine may have moved between the look and the request, or with the request whose answer was lost.
        if (powerStateOf(await bmc.system()) === way.goal) return;
      }
      const isPatient = hasMessageKey(error, "ActionParameterValueConflict") && way.goal === "power on";
      if (!isPatient || pauseMs === undefined || pauseMs >= bmc.remainingMs) throw error;
      await bmc.pause(pauseMs);
    }
  }
}

function mayBeThere(error: unknown): boolean {
  if (!isRedfishError(error)) return false;
  return error.status === 400 || error.status === 409 || error.mayHaveTakenEffect;
}
