import { notSupported } from "../errors/not-supported.js";
import { LOGICAL_DISK_PROPERTIES } from "./logical-disk-properties.js";
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
  /** What a logical disk may say does not depend on the hardware; `NoRAID` keeps the base class's answer. */
  getLogicalDiskProperties(): Readonly<Record<string, string>> {
    return LOGICAL_DISK_PROPERTIES;
  }
}
