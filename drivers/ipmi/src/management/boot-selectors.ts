import type { BootDevice, BootMode, Node } from "@steelyard/interfaces";

/**
 * The boot devices of IPMI and their selectors in boot flags.
 * @remarks Source: IPMI 2.0 rev. 1.1, table 28-14; Ironic `ipmitool.BOOT_DEVICE_HEXA_MAP`.
 */
const SELECTORS = {
  pxe: 1,
  disk: 2,
  cdrom: 5,
  bios: 6,
  safe: 3,
} as const satisfies Partial<Record<BootDevice, number>>;

export type IpmiBootDevice = keyof typeof SELECTORS;

/** In the order in which Ironic lists them. */
export const IPMI_BOOT_DEVICES = Object.keys(SELECTORS) as readonly IpmiBootDevice[];

/** Machines that name a boot device by another number than the specification. */
export const BOOT_SELECTOR_QUIRKS = [
  {
    match: { vendor: "supermicro", bootMode: "uefi" },
    because:
      "Boots a UEFI hard disk by the selector of primary remote media, byte 24h; Supermicro FAQ 25559, Ironic ipmitool._vendor_aware_boot_device_map.",
    effect: { disk: 9 },
  },
] as const satisfies readonly {
  readonly match: { readonly vendor: string; readonly bootMode: BootMode };
  readonly because: string;
  readonly effect: Partial<Record<IpmiBootDevice, number>>;
}[];

/** The selectors of one machine; its vendor is `properties.vendor`, which `detectVendor` finds. */
export function bootSelectorsOf(node: Node, bootMode: BootMode): Readonly<Record<IpmiBootDevice, number>> {
  const vendor = String(node.properties["vendor"] ?? "").toLowerCase();
  const quirks = BOOT_SELECTOR_QUIRKS.filter(({ match }) => match.vendor === vendor && match.bootMode === bootMode);
  return Object.assign({}, SELECTORS, ...quirks.map(({ effect }) => effect)) as Record<IpmiBootDevice, number>;
}
