import type { BootCapability, BootDevice } from "@steelyard/interfaces";

/** How a machine comes to run iPXE. */
export interface NetworkLoader {
  readonly capabilities: readonly BootCapability[];
  /** The boot device, the best first; the first that the management interface knows is set. */
  readonly bootDevices: readonly [BootDevice, ...BootDevice[]];
  /** What the DHCP server has to see to. */
  readonly needs: string;
}

/**
 * The boot interfaces of this package. All of them serve the same iPXE script over HTTP, at
 * `<http_url>/boot/ipxe/<mac-with-dashes>`; they differ in how the machine's firmware gets iPXE, which is the DHCP server's
 * business and not ours.
 *
 * @remarks
 * - `ipxe`: the NIC has iPXE in its ROM, or its PXE ROM gets an iPXE loader over TFTP; DHCP names the script to iPXE.
 * - `pxe`: the same from the machine's point of view. Ironic writes files for PXELINUX or GRUB to a TFTP server under this name;
 *   Steelyard has no TFTP server and **serves nothing to these loaders**. The DHCP server has to hand out an iPXE loader
 *   (`undionly.kpxe`, `snponly.efi`), which then runs the script. Every `prepareRamdisk` says so in the log.
 * - `http-ipxe`: UEFI HTTP boot fetches an iPXE loader; boot device `uefihttp` where the BMC knows it, else `pxe`.
 *
 * Source: Ironic `ironic.drivers.modules.ipxe`, `ironic.drivers.modules.pxe`.
 */
export const NETWORK_LOADERS = {
  ipxe: { capabilities: ["ipxe_boot"], bootDevices: ["pxe"], needs: "an iPXE loader, or iPXE in the ROM of the NIC" },
  pxe: {
    capabilities: ["pxe_boot"],
    bootDevices: ["pxe"],
    needs: "an iPXE loader: there is no TFTP server here, and nothing for PXELINUX or GRUB",
  },
  "http-ipxe": {
    capabilities: ["ipxe_boot"],
    bootDevices: ["uefihttp", "pxe"],
    needs: "the HTTP URL of an iPXE loader",
  },
} as const satisfies Readonly<Record<string, NetworkLoader>>;

/** @public */
export type NetworkLoaderName = keyof typeof NETWORK_LOADERS;
