import type { HardwareDisk, HardwarePort } from "./hardware-port.js";

/** A disk as the inventory shows it. */
export interface InventoryDisk {
  readonly name: string;
  readonly model: string;
  /** Bytes. */
  readonly size: number;
  readonly rotational: boolean;
  readonly wwn: string;
  readonly serial: string;
  readonly vendor: string | null;
  readonly wwn_with_extension: string;
  readonly wwn_vendor_extension: string | null;
  readonly hctl: string | null;
  readonly by_path: string | null;
  readonly logical_sectors: string;
  readonly physical_sectors: string;
  readonly tran: string | null;
}

export function inventoryDisk(disk: HardwareDisk): InventoryDisk {
  return {
    name: disk.name,
    model: disk.model,
    size: disk.sizeBytes,
    rotational: disk.isRotational,
    wwn: disk.wwn,
    serial: disk.serial,
    vendor: disk.vendor,
    wwn_with_extension: disk.wwn,
    wwn_vendor_extension: null,
    hctl: disk.hctl,
    by_path: disk.byPath,
    logical_sectors: "512",
    physical_sectors: "512",
    tran: disk.transport,
  };
}

export interface Inventory {
  readonly interfaces: readonly { readonly mac_address: string }[];
  readonly disks: readonly InventoryDisk[];
  readonly boot: { readonly current_boot_mode: string; readonly pxe_interface: string | null };
}

/**
 * The hardware inventory as ironic-python-agent sends it.
 *
 * @remarks Source: reference page "Inspection", §3; ironic-python-agent `hardware.py`, `list_hardware_info`.
 * @param skipsBmc - the conductor knows the BMC already
 */
export async function inventoryOf(hardware: HardwarePort, { skipsBmc }: { skipsBmc: boolean }): Promise<Inventory> {
  const [nics, disks] = await Promise.all([hardware.nics(), hardware.disks()]);
  const { cpu, memory, vendor } = hardware;
  const { firmware } = vendor;
  const inventory = {
    interfaces: nics.map((nic) => ({
      name: nic.name,
      mac_address: nic.macAddress,
      ipv4_address: nic.ipv4Address,
      ipv6_address: nic.ipv6Address,
      has_carrier: nic.hasCarrier,
      lldp: null,
      vendor: nic.vendor,
      product: nic.product,
      client_id: null,
      biosdevname: null,
      speed_mbps: nic.speedMbps,
      pci_address: nic.pciAddress,
      driver: nic.driver,
    })),
    cpu: {
      model_name: cpu.model,
      frequency: cpu.frequencyMhz.toFixed(4),
      count: cpu.count,
      architecture: hardware.architecture,
      flags: cpu.flags,
      socket_count: cpu.sockets,
    },
    disks: disks.map(inventoryDisk),
    memory: { total: memory.usableBytes, physical_mb: memory.physicalMib },
    bmc_address: skipsBmc ? null : hardware.bmcAddress,
    bmc_v6address: skipsBmc ? null : "::/0",
    system_vendor: {
      product_name: vendor.productName,
      serial_number: vendor.serialNumber,
      manufacturer: vendor.manufacturer,
      firmware: { vendor: firmware.vendor, version: firmware.version, build_date: firmware.buildDate },
    },
    boot: { current_boot_mode: hardware.bootMode, pxe_interface: hardware.bootParameters.get("BOOTIF") ?? null },
    hostname: hardware.hostname,
  };
  return inventory;
}
