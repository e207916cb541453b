import { DriverError } from "../errors/driver-error.js";
import type { NodeTask } from "../task/node-task.js";
import type { BootDevice, BootDeviceSetting, BootMode, ManagementInterface } from "./management-interface.js";

/**
 * `noop`: for machines whose boot order is left alone. Only the boot device can be "set", which changes nothing.
 *
 * @remarks Source: Ironic `ironic.drivers.modules.noop_mgmt.NoopManagement`.
 * @public
 */
export class NoopManagement implements ManagementInterface {
  readonly properties = {};
  validate(): void {}
  async getSupportedBootDevices(): Promise<readonly BootDevice[]> {
    return ["pxe", "disk"];
  }
  async getBootDevice(): Promise<BootDeviceSetting> {
    return { bootDevice: null, persistent: null };
  }
  async setBootDevice(_task: NodeTask, device: BootDevice): Promise<void> {
    if (device !== "pxe" && device !== "disk") {
      throw new DriverError("INVALID_PARAMETER", { reason: `Boot device ${device} is not one of pxe, disk.` });
    }
  }
  getSupportedBootModes(): Promise<readonly BootMode[]> {
    return unsupported("getSupportedBootModes");
  }
  getBootMode(): Promise<BootMode> {
    return unsupported("getBootMode");
  }
  setBootMode(): Promise<void> {
    return unsupported("setBootMode");
  }
  getSecureBootState(): Promise<boolean> {
    return unsupported("getSecureBootState");
  }
  setSecureBootState(): Promise<void> {
    return unsupported("setSecureBootState");
  }
  getSensorsData(): Promise<never> {
    return unsupported("getSensorsData");
  }
  async getNodeHealth(): Promise<null> {
    return null;
  }
  injectNmi(): Promise<void> {
    return unsupported("injectNmi");
  }
  getSupportedIndicators(): Promise<never> {
    return unsupported("getSupportedIndicators");
  }
  getIndicatorState(): Promise<never> {
    return unsupported("getIndicatorState");
  }
  setIndicatorState(): Promise<void> {
    return unsupported("setIndicatorState");
  }
  async detectVendor(): Promise<null> {
    return null;
  }
  getMacAddresses(): Promise<never> {
    return unsupported("getMacAddresses");
  }
  getVirtualMedia(): Promise<never> {
    return unsupported("getVirtualMedia");
  }
  attachVirtualMedia(): Promise<void> {
    return unsupported("attachVirtualMedia");
  }
  detachVirtualMedia(): Promise<void> {
    return unsupported("detachVirtualMedia");
  }
}

async function unsupported(method: string): Promise<never> {
  throw new DriverError("NOT_SUPPORTED", { reason: `The management interface noop has no ${method}.` });
}
