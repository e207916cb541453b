import { notSupported } from "../errors/not-supported.js";
import type { RaidInterface } from "./raid-interface.js";

/** `no-raid`. Source: Ironic `ironic.drivers.modules.noop.NoRAID`. @public */
export class NoRaid implements RaidInterface {
  readonly properties = {};
  validate(): void {
    throw notSupported("raid", "no-raid", "validate");
  }
  validateRaidConfig(): void {
    throw notSupported("raid", "no-raid", "validateRaidConfig");
  }
  getLogicalDiskProperties(): Readonly<Record<string, string>> {
    throw notSupported("raid", "no-raid", "getLogicalDiskProperties");
  }
}
