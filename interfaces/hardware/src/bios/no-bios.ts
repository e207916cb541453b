import { notSupported } from "../errors/not-supported.js";
import type { BiosInterface, BiosSetting } from "./bios-interface.js";

/** `no-bios`. Source: Ironic `ironic.drivers.modules.noop.NoBIOS`. @public */
export class NoBios implements BiosInterface {
  readonly properties = {};
  validate(): void {
    throw notSupported("bios", "no-bios", "validate");
  }
  async readBiosSettings(): Promise<readonly BiosSetting[]> {
    throw notSupported("bios", "no-bios", "readBiosSettings");
  }
}
