import type { BiosInterface } from "../bios/bios-interface.js";
import type { BootInterface } from "../boot/boot-interface.js";
import type { ConsoleInterface } from "../console/console-interface.js";
import type { DeployInterface } from "../deploy/deploy-interface.js";
import type { FirmwareInterface } from "../firmware/firmware-interface.js";
import type { InspectInterface } from "../inspect/inspect-interface.js";
import type { ManagementInterface } from "../management/management-interface.js";
import type { NetworkInterface } from "../network/network-interface.js";
import type { InterfaceType } from "../node/interface-type.js";
import type { PowerInterface } from "../power/power-interface.js";
import type { RaidInterface } from "../raid/raid-interface.js";
import type { RescueInterface } from "../rescue/rescue-interface.js";
import type { StorageInterface } from "../storage/storage-interface.js";
import type { VendorInterface } from "../vendor/vendor-interface.js";

/** The contract per interface type. @public */
export interface HardwareInterfaces extends Record<InterfaceType, unknown> {
  bios: BiosInterface;
  boot: BootInterface;
  console: ConsoleInterface;
  deploy: DeployInterface;
  firmware: FirmwareInterface;
  inspect: InspectInterface;
  management: ManagementInterface;
  network: NetworkInterface;
  power: PowerInterface;
  raid: RaidInterface;
  rescue: RescueInterface;
  storage: StorageInterface;
  vendor: VendorInterface;
}
