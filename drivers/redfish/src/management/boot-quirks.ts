import type { BootDevice, NodeTask } from "@steelyard/interfaces";
import { optionalString, type RedfishResource } from "@steelyard/redfish-client";
import type { Bmc } from "../access/bmc.js";

/** How a service differs where boot settings are written. */
export interface BootEffect {
  /** Targets that are tried before the standard ones. */
  readonly targets?: Readonly<Partial<Record<BootDevice, readonly string[]>>>;
  /** Target, enabled and mode are always sent together. */
  readonly isFullRequest?: boolean;
  /** `BootSourceOverrideEnabled` is sent although it does not change. */
  readonly isEnabledAlwaysSent?: boolean;
  /** The boot mode is written again after each change of the target. */
  readonly isModeSentAgain?: boolean;
  /** After a deploy the disk is not set as the boot device in UEFI mode. */
  readonly isDiskOrderLeftAlone?: boolean;
}

/** One known difference of a vendor's service. */
export interface BootQuirk {
  /** Matched against `properties.vendor` and the system's manufacturer. */
  readonly vendor: RegExp;
  readonly because: string;
  readonly effect: BootEffect;
}

/** Source: reference/redfish.md §3; Ironic `ironic.drivers.modules.redfish.management`. */
export const BOOT_QUIRKS: readonly BootQuirk[] = [
  {
    vendor: /\bami\b|american megatrends|asrockrack|redfish_compatible/i,
    because: "The service refuses or ignores boot settings that do not come all three together.",
    effect: { isFullRequest: true },
  },
  {
    vendor: /^supermicro$|^super micro/i,
    because:
      "The service loses the override without BootSourceOverrideEnabled, may change the boot mode with the target, and shows virtual media as USB CD.",
    effect: { isEnabledAlwaysSent: true, isModeSentAgain: true, targets: { cdrom: ["UsbCd"] } },
  },
  {
    vendor: /^lenovo$/i,
    because: "Setting the disk reverts the boot order that the installed system wrote into NVRAM.",
    effect: { isDiskOrderLeftAlone: true },
  },
];

/** All effects that hold for a machine. */
export function bootEffect(task: NodeTask, system: RedfishResource): BootEffect {
  const names = [task.node.properties["vendor"], optionalString(system, "Manufacturer")].filter(
    (name): name is string => typeof name === "string",
  );
  const matching = BOOT_QUIRKS.filter(({ vendor }) => names.some((name) => vendor.test(name.trim())));
  return Object.assign({}, ...matching.map(({ effect }) => effect)) as BootEffect;
}

/** Whether the order that an installed system wrote is to be left alone. */
export async function isDiskOrderLeftAlone(bmc: Bmc): Promise<boolean> {
  const system = await bmc.system();
  const isUefi = optionalString(system, "Boot", "BootSourceOverrideMode") !== "Legacy";
  return isUefi && bootEffect(bmc.task, system).isDiskOrderLeftAlone === true;
}
