import {
  type BootMode,
  DriverError,
  type NodeSubject,
  type NodeTask,
  type PowerInterface,
  type PowerState,
  type PowerTarget,
  type SetPowerOptions,
} from "@steelyard/interfaces";
import { type ChassisControl, chassisControl, getChassisStatus, isIpmiError } from "@steelyard/ipmi-client";
import type { IpmiBmc, IpmiBmcs } from "../access/ipmi-bmcs.js";
import { IPMI_PROPERTIES } from "../access/ipmi-properties.js";
import { restoreBootDevice } from "../management/boot-device.js";

/** IPMI has no graceful restart: the conductor does a soft power off and a power on. */
const TARGETS = ["power on", "power off", "rebooting", "soft power off"] as const satisfies readonly PowerTarget[];

const DEFAULT_TIMEOUT_MS = 60_000;

/**
 * Power over IPMI, without a child process; `ipmitool` is the name that Ironic's clients know.
 *
 * @remarks Source: Ironic `ironic.drivers.modules.ipmitool.IPMIPower`; IPMI 2.0 rev. 1.1, sections 28.2 and 28.3.
 * @public
 */
export class IpmiPower implements PowerInterface {
  readonly properties = IPMI_PROPERTIES;
  readonly supportsPowerSync = true;
  readonly #bmcs: IpmiBmcs;
  readonly #defaultBootMode: BootMode;

  constructor(bmcs: IpmiBmcs, defaultBootMode: BootMode) {
    this.#bmcs = bmcs;
    this.#defaultBootMode = defaultBootMode;
  }

  validate({ node }: NodeSubject): void {
    this.#bmcs.validate(node);
  }

  getPowerState(task: NodeTask): Promise<PowerState> {
    return this.#bmcs.use(task, powerStateOf);
  }

  /**
   * Asks for a power state; see {@link PowerInterface}.
   *
   * @remarks
   * `rebooting` is a hard reset, and a power on of a machine that is off. A reset and a soft power off leave in one datagram
   * that is never repeated; without an answer they end with `BMC_UNREACHABLE`, and whether they took effect shows in
   * `getPowerState`.
   */
  async setPowerState(task: NodeTask, target: PowerTarget, options: SetPowerOptions = {}): Promise<void> {
    const { timeoutMs = DEFAULT_TIMEOUT_MS } = options;
    await this.#bmcs.use(task, (bmc) => this.#change(task, bmc, target), { timeoutMs });
  }

  getSupportedPowerStates(): readonly PowerTarget[] {
    return TARGETS;
  }

  async #change(task: NodeTask, bmc: IpmiBmc, target: PowerTarget): Promise<void> {
    switch (target) {
      case "power on":
        return this.#switchOn(task, bmc, "power up");
      case "power off":
        return control(bmc, "power down", "power off");
      case "soft power off":
        return control(bmc, "soft shutdown", "power off");
      case "rebooting":
        return this.#switchOn(task, bmc, (await powerStateOf(bmc)) === "power off" ? "power up" : "hard reset");
      default:
        throw new DriverError("NOT_SUPPORTED", {
          reason: `IPMI has no ${target}; a soft power off and a power on do the same.`,
        });
    }
  }

  async #switchOn(task: NodeTask, bmc: IpmiBmc, action: "power up" | "hard reset"): Promise<void> {
    const accepted = await restoreBootDevice(task, bmc, this.#defaultBootMode);
    if (action === "power up") await control(bmc, action, "power on");
    else await chassisControl(bmc.client, action, bmc.write());
    await accepted();
  }
}

async function powerStateOf(bmc: IpmiBmc): Promise<PowerState> {
  const { isPowerOn } = await getChassisStatus(bmc.client, bmc.read());
  return isPowerOn ? "power on" : "power off";
}

/** Some BMCs answer a request for the state that already is with an error. */
async function control(bmc: IpmiBmc, action: ChassisControl, goal: PowerState): Promise<void> {
  try {
    await chassisControl(bmc.client, action, bmc.write());
  } catch (error) {
    if (!isIpmiError(error, "COMPLETION_CODE") || (await powerStateOf(bmc)) !== goal) throw error;
  }
}
