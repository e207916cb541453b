import {
  type BootDevice,
  type BootDeviceSetting,
  type BootMode,
  DriverError,
  type IndicatorComponent,
  type IndicatorDescription,
  type IndicatorState,
  type JsonObject,
  type ManagementInterface,
  type NodeHealth,
  type NodeSubject,
  type NodeTask,
  type SensorData,
  type VirtualMediaType,
} from "@steelyard/interfaces";
import { factOf, remember } from "../script/fake-facts.js";
import type { FakeScript } from "../script/fake-script.js";
import { SCRIPT_PROPERTIES } from "../script/node-script.js";

const INDICATORS: Readonly<Partial<Record<IndicatorComponent, Readonly<Record<string, IndicatorDescription>>>>> = {
  chassis: { led: { readonly: false, states: ["on", "off"] } },
};

/**
 * Management of a machine that is not there. Its boot device is always `pxe`, as in Ironic.
 *
 * @remarks Source: Ironic `ironic.drivers.modules.fake.FakeManagement`.
 * @public
 */
export class FakeManagement implements ManagementInterface {
  readonly properties = SCRIPT_PROPERTIES;
  readonly #script: FakeScript;

  constructor(script: FakeScript) {
    this.#script = script;
  }

  validate(subject: NodeSubject): void {
    this.#script.validate(subject);
  }
  async getSupportedBootDevices(task: NodeTask): Promise<readonly BootDevice[]> {
    await this.#script.call(task, "management", "getSupportedBootDevices");
    return ["pxe"];
  }
  async getBootDevice(task: NodeTask): Promise<BootDeviceSetting> {
    await this.#script.call(task, "management", "getBootDevice");
    return { bootDevice: "pxe", persistent: false };
  }
  async setBootDevice(task: NodeTask, device: BootDevice): Promise<void> {
    if (device !== "pxe")
      throw new DriverError("INVALID_PARAMETER", { reason: `Boot device ${device} is not one of: pxe.` });
    await this.#script.call(task, "management", "setBootDevice");
  }
  async getSupportedBootModes(): Promise<readonly BootMode[]> {
    return ["uefi", "bios"];
  }
  async getBootMode(task: NodeTask): Promise<BootMode> {
    const mode = factOf<BootMode | null>(task, "boot_mode", null);
    if (mode === null)
      throw new DriverError("NOT_SUPPORTED", { reason: "The fake machine was never told a boot mode." });
    return mode;
  }
  async setBootMode(task: NodeTask, mode: BootMode): Promise<void> {
    await this.#script.call(task, "management", "setBootMode");
    await remember(task, "boot_mode", mode);
  }
  async getSecureBootState(task: NodeTask): Promise<boolean> {
    const state = factOf<boolean | null>(task, "secure_boot", null);
    if (state === null)
      throw new DriverError("NOT_SUPPORTED", { reason: "The fake machine was never told a secure boot state." });
    return state;
  }
  async setSecureBootState(task: NodeTask, state: boolean): Promise<void> {
    await this.#script.call(task, "management", "setSecureBootState");
    await remember(task, "secure_boot", state);
  }
  async getSensorsData(task: NodeTask): Promise<SensorData> {
    await this.#script.call(task, "management", "getSensorsData");
    return {};
  }
  async getNodeHealth(): Promise<NodeHealth | null> {
    return "OK";
  }
  async injectNmi(task: NodeTask): Promise<void> {
    await this.#script.call(task, "management", "injectNmi");
  }
  async getSupportedIndicators(_task: NodeTask, component?: IndicatorComponent): Promise<typeof INDICATORS> {
    if (component === undefined) return INDICATORS;
    const found = INDICATORS[component];
    return found === undefined ? {} : { [component]: found };
  }
  async getIndicatorState(task: NodeTask, component: IndicatorComponent, indicator: string): Promise<IndicatorState> {
    mustBeIndicator(component, indicator);
    return factOf<IndicatorState>(task, `indicator ${component} ${indicator}`, "off");
  }
  async setIndicatorState(
    task: NodeTask,
    component: IndicatorComponent,
    indicator: string,
    state: IndicatorState,
  ): Promise<void> {
    mustBeIndicator(component, indicator);
    await this.#script.call(task, "management", "setIndicatorState");
    await remember(task, `indicator ${component} ${indicator}`, state);
  }
  async detectVendor(): Promise<string | null> {
    return null;
  }
  async getMacAddresses(task: NodeTask): Promise<ReadonlyMap<string, boolean>> {
    return new Map(task.ports.map((port) => [port.address, true]));
  }
  async getVirtualMedia(task: NodeTask): Promise<readonly JsonObject[]> {
    const media = factOf<JsonObject>(task, "virtual_media", {});
    return Object.entries(media).map(([type, image]) => ({ media_types: [type], inserted: true, image }));
  }
  async attachVirtualMedia(task: NodeTask, type: VirtualMediaType, imageUrl: string): Promise<void> {
    await this.#script.call(task, "management", "attachVirtualMedia");
    await remember(task, "virtual_media", { ...factOf<JsonObject>(task, "virtual_media", {}), [type]: imageUrl });
  }
  async detachVirtualMedia(task: NodeTask, types?: readonly VirtualMediaType[]): Promise<void> {
    await this.#script.call(task, "management", "detachVirtualMedia");
    const left = Object.entries(factOf<JsonObject>(task, "virtual_media", {})).filter(
      ([type]) => types !== undefined && !types.includes(type as VirtualMediaType),
    );
    await remember(task, "virtual_media", Object.fromEntries(left));
  }
}

function mustBeIndicator(component: IndicatorComponent, indicator: string): void {
  if (INDICATORS[component]?.[indicator] === undefined)
    throw new DriverError("INVALID_PARAMETER", { reason: `There is no indicator ${indicator} of a ${component}.` });
}
