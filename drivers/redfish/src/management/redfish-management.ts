import {
  BOOT_MODES,
  type BootDevice,
  type BootDeviceSetting,
  type BootMode,
  DriverError,
  type IndicatorComponent,
  type IndicatorState,
  type JsonObject,
  type ManagementInterface,
  type NodeHealth,
  type NodeSubject,
  type NodeTask,
  type SensorData,
  type VirtualMediaType,
} from "@steelyard/interfaces";
import { linkOf, optionalBoolean, optionalEnum, optionalString } from "@steelyard/redfish-client";
import { REDFISH_PROPERTIES } from "../access/driver-info.js";
import { macOf } from "../access/mac-address.js";
import type { RedfishAccess } from "../access/redfish-access.js";
import { pickReset } from "../power/pick-reset.js";
import { attachMedia, describeMedia, detachMedia } from "../virtual-media/virtual-media.js";
import { type ClockArgs, setBmcClock } from "./bmc-clock.js";
import { readBootDevice, setBootDevice, supportedBootDevices } from "./boot-device.js";
import { bootModeOf, setBootMode, supportedBootModes } from "./boot-mode.js";
import { describeIndicators, readIndicator, writeIndicator } from "./indicators.js";
import { type ResetKeys, readSecureBoot, resetSecureBootKeys, writeSecureBoot } from "./secure-boot.js";
import { readSensors } from "./sensors.js";

const HEALTH = { OK: true, Warning: true, Critical: true } as const satisfies Record<NodeHealth, true>;

/**
 * Management over Redfish.
 *
 * @remarks Source: Ironic `ironic.drivers.modules.redfish.management`; reference/redfish.md §2, §3.
 * @public
 */
export class RedfishManagement implements ManagementInterface {
  readonly properties = REDFISH_PROPERTIES;
  readonly #access: RedfishAccess;
  readonly #now: () => number;

  /** @param now - milliseconds since 1970 (default the machine's clock) */
  constructor(access: RedfishAccess, now: () => number = Date.now) {
    this.#access = access;
    this.#now = now;
  }

  validate({ node }: NodeSubject): void {
    this.#access.validate(node);
  }

  getSupportedBootDevices(task: NodeTask): Promise<readonly BootDevice[]> {
    return this.#access.use(task, async (bmc) => supportedBootDevices(bmc, await bmc.system()));
  }

  getBootDevice(task: NodeTask): Promise<BootDeviceSetting> {
    return this.#access.use(task, async (bmc) => readBootDevice(bmc, await bmc.system()));
  }

  setBootDevice(task: NodeTask, device: BootDevice, options: { readonly persistent?: boolean } = {}): Promise<void> {
    return this.#access.use(task, (bmc) => setBootDevice(bmc, device, options.persistent === true));
  }

  getSupportedBootModes(task: NodeTask): Promise<readonly BootMode[]> {
    return this.#access.use(task, async (bmc) => supportedBootModes(await bmc.system()));
  }

  getBootMode(task: NodeTask): Promise<BootMode> {
    return this.#access.use(task, async (bmc) => {
      const system = await bmc.system();
      const mode = bootModeOf(system);
      if (mode === undefined)
        throw new DriverError("NOT_SUPPORTED", { reason: "The BMC does not tell the boot mode.", path: system.uri });
      return mode;
    });
  }

  async setBootMode(task: NodeTask, mode: BootMode): Promise<void> {
    if (!BOOT_MODES.includes(mode))
      throw new DriverError("INVALID_PARAMETER", {
        reason: `Boot mode ${mode} is not one of: ${BOOT_MODES.join(", ")}.`,
      });
    await this.#access.use(task, (bmc) => setBootMode(bmc, mode));
  }

  getSecureBootState(task: NodeTask): Promise<boolean> {
    return this.#access.use(task, readSecureBoot);
  }

  setSecureBootState(task: NodeTask, state: boolean): Promise<void> {
    return this.#access.use(task, (bmc) => writeSecureBoot(bmc, state));
  }

  /** @throws DriverError `NOT_SUPPORTED` */
  resetSecureBootKeys(task: NodeTask, how: ResetKeys): Promise<void> {
    return this.#access.use(task, (bmc) => resetSecureBootKeys(bmc, how));
  }

  /** See the step `set_bmc_clock`. @throws DriverError `NOT_SUPPORTED`, `INVALID_PARAMETER`, `STEP_FAILED` */
  setBmcClock(task: NodeTask, args: ClockArgs): Promise<void> {
    return this.#access.use(task, (bmc) => setBmcClock(bmc, args, this.#now));
  }

  getSensorsData(task: NodeTask): Promise<SensorData> {
    return this.#access.use(task, readSensors);
  }

  getNodeHealth(task: NodeTask): Promise<NodeHealth | null> {
    return this.#access.use(task, async (bmc) => optionalEnum(await bmc.system(), HEALTH, "Status", "Health") ?? null);
  }

  injectNmi(task: NodeTask): Promise<void> {
    return this.#access.use(task, async (bmc) => {
      const { resetTarget, resetType } = await pickReset(bmc, await bmc.system(), ["Nmi"], "a non-maskable interrupt");
      await bmc.post(resetTarget, { ResetType: resetType });
    });
  }

  getSupportedIndicators(
    task: NodeTask,
    component?: IndicatorComponent,
  ): ReturnType<ManagementInterface["getSupportedIndicators"]> {
    return this.#access.use(task, (bmc) => describeIndicators(bmc, component));
  }

  getIndicatorState(task: NodeTask, component: IndicatorComponent, indicator: string): Promise<IndicatorState> {
    return this.#access.use(task, (bmc) => readIndicator(bmc, component, indicator));
  }

  setIndicatorState(
    task: NodeTask,
    component: IndicatorComponent,
    indicator: string,
    state: IndicatorState,
  ): Promise<void> {
    return this.#access.use(task, (bmc) => writeIndicator(bmc, component, indicator, state));
  }

  detectVendor(task: NodeTask): Promise<string | null> {
    return this.#access.use(task, async (bmc) => {
      const ofService = (await bmc.root()).vendor?.trim();
      if (ofService) return ofService;
      return optionalString(await bmc.system(), "Manufacturer")?.trim() || null;
    });
  }

  getMacAddresses(task: NodeTask): Promise<ReadonlyMap<string, boolean>> {
    return this.#access.use(task, async (bmc) => {
      const found = new Map<string, boolean>();
      for (const nic of await bmc.members(linkOf(await bmc.system(), "EthernetInterfaces"))) {
        const address = macOf(nic);
        if (address === undefined) continue;
        const state = optionalString(nic, "Status", "State");
        const isEnabled =
          state === undefined ? optionalBoolean(nic, "InterfaceEnabled") !== false : state === "Enabled";
        found.set(address, isEnabled || found.get(address) === true);
      }
      return found;
    });
  }

  getVirtualMedia(task: NodeTask): Promise<readonly JsonObject[]> {
    return this.#access.use(task, describeMedia);
  }

  attachVirtualMedia(task: NodeTask, type: VirtualMediaType, imageUrl: string): Promise<void> {
    return this.#access.use(task, (bmc) => attachMedia(bmc, type, imageUrl));
  }

  detachVirtualMedia(task: NodeTask, types?: readonly VirtualMediaType[]): Promise<void> {
    return this.#access.use(task, (bmc) => detachMedia(bmc, types));
  }
}
