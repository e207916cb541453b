import { notSupported } from "../errors/not-supported.js";
import type { FirmwareComponent, FirmwareInterface } from "./firmware-interface.js";

/** `no-firmware`. Source: Ironic `ironic.drivers.modules.noop.NoFirmware`. @public */
export class NoFirmware implements FirmwareInterface {
  readonly properties = {};
  validate(): void {
    throw notSupported("firmware", "no-firmware", "validate");
  }
  async readFirmwareComponents(): Promise<readonly FirmwareComponent[]> {
    throw notSupported("firmware", "no-firmware", "readFirmwareComponents");
  }
}
