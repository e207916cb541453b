import {
  type BootDevice,
  type BootDeviceSetting,
  type BootMode,
  bootModeOf,
  DriverError,
  type ManagementInterface,
  type NodeSubject,
  type NodeTask,
  type SensorData,
} from "@steelyard/interfaces";
import { chassisControl, getBootFlags, getDeviceId } from "@steelyard/ipmi-client";
import type { IpmiBmcs } from "../access/ipmi-bmcs.js";
import { IPMI_PROPERTIES } from "../access/ipmi-properties.js";
import { IS_NEXT_BOOT_PERSISTENT, mustBeBootDevice, PERSISTENT_BOOT_DEVICE, writeBootDevice } from "./boot-device.js";
import { bootSelectorsOf, IPMI_BOOT_DEVICES } from "./boot-selectors.js";
import { readSensors } from "./sensor-data.js";
import { vendorName } from "./vendor-names.js";

/**
 * Boot device, sensors and diagnostic interrupt over IPMI; `ipmitool` is the name that Ironic's clients know.
 *
 * @remarks
 * IPMI knows no boot mode apart from the one in the boot flags, which says how the chosen device boots; it is written with
 * the boot device, from the node's own boot mode. Secure boot, indicators, the machine's MAC addresses and virtual media are
 * not within IPMI.
 * Source: Ironic `ironic.drivers.modules.ipmitool.IPMIManagement`.
 * @public
 */
export class IpmiManagement implements ManagementInterface {
  readonly properties = IPMI_PROPERTIES;
  readonly #bmcs: IpmiBmcs;
  readonly #defaultBootMode: BootMode;

  constructor(bmcs: IpmiBmcs, defaultBootMode: BootMode) {
    this.#bmcs = bmcs;
    this.#defaultBootMode = defaultBootMode;
  }

  validate({ node }: NodeSubject): void {
    this.#bmcs.validate(node);
  }

  async getSupportedBootDevices(): Promise<readonly BootDevice[]> {
    return IPMI_BOOT_DEVICES;
  }

  /**
   * Sets the boot device with the node's boot mode.
   *
   * @remarks
   * With `ipmi_force_boot_device` the device to stay is kept in `driver_internal_info` and the BMC is told of it for one boot
   * at a time, before each power on.
   */
  async setBootDevice(
    task: NodeTask,
    device: BootDevice,
    options: { readonly persistent?: boolean } = {},
  ): Promise<void> {
    const known = mustBeBootDevice(device);
    const isPersistent = options.persistent ?? false;
    await this.#bmcs.use(task, async (bmc) => {
      const bootMode = bootModeOf(task.node, this.#defaultBootMode);
      if (bmc.forcesBootDevice) {
        const kept = isPersistent
          ? { set: { [PERSISTENT_BOOT_DEVICE]: known }, remove: [IS_NEXT_BOOT_PERSISTENT] }
          : { set: { [IS_NEXT_BOOT_PERSISTENT]: false } };
        await task.update({ driverInternalInfo: kept });
      }
      await writeBootDevice(task, bmc, known, { isPersistent: isPersistent && !bmc.forcesBootDevice, bootMode });
    });
  }

  getBootDevice(task: NodeTask): Promise<BootDeviceSetting> {
    return this.#bmcs.use(task, async (bmc) => {
      const { driverInternalInfo } = task.node;
      const kept = IPMI_BOOT_DEVICES.find((each) => each === driverInternalInfo[PERSISTENT_BOOT_DEVICE]);
      if (bmc.forcesBootDevice && kept !== undefined && driverInternalInfo[IS_NEXT_BOOT_PERSISTENT] !== false)
        return { bootDevice: kept, persistent: true };
      const flags = await getBootFlags(bmc.client, bmc.read());
      if (!flags.isValid) return { bootDevice: null, persistent: null };
      const selectors = bootSelectorsOf(task.node, flags.isEfi ? "uefi" : "bios");
      const device = IPMI_BOOT_DEVICES.find((each) => selectors[each] === flags.selector);
      return { bootDevice: device ?? null, persistent: flags.isPersistent };
    });
  }

  getSensorsData(task: NodeTask): Promise<SensorData> {
    return this.#bmcs.use(task, readSensors);
  }

  /** IPMI has readings and thresholds, and no verdict over the whole machine. */
  async getNodeHealth(): Promise<null> {
    return null;
  }

  async injectNmi(task: NodeTask): Promise<void> {
    await this.#bmcs.use(task, (bmc) => chassisControl(bmc.client, "diagnostic interrupt", bmc.write()));
  }

  detectVendor(task: NodeTask): Promise<string | null> {
    return this.#bmcs.use(task, async (bmc) => vendorName((await getDeviceId(bmc.client, bmc.read())).manufacturerId));
  }

  getSupportedBootModes(): Promise<never> {
    return unsupported("boot modes apart from the boot device; set boot_mode in properties/capabilities");
  }
  getBootMode(): Promise<never> {
    return unsupported("a boot mode that can be read");
  }
  setBootMode(): Promise<never> {
    return unsupported("boot modes apart from the boot device; set boot_mode in properties/capabilities");
  }
  getSecureBootState(): Promise<never> {
    return unsupported("secure boot");
  }
  setSecureBootState(): Promise<never> {
    return unsupported("secure boot");
  }
  getSupportedIndicators(): Promise<never> {
    return unsupported("indicators");
  }
  getIndicatorState(): Promise<never> {
    return unsupported("indicators");
  }
  setIndicatorState(): Promise<never> {
    return unsupported("indicators");
  }
  getMacAddresses(): Promise<never> {
    return unsupported("the MAC addresses of the machine");
  }
  getVirtualMedia(): Promise<never> {
    return unsupported("virtual media");
  }
  attachVirtualMedia(): Promise<never> {
    return unsupported("virtual media");
  }
  detachVirtualMedia(): Promise<never> {
    return unsupported("virtual media");
  }
}

async function unsupported(what: string): Promise<never> {
  throw new DriverError("NOT_SUPPORTED", { reason: `IPMI has no ${what}.` });
}
