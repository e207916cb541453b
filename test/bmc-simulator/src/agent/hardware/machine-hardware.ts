import { open } from "node:fs/promises";
import type { BootableMachine, MachineDisk } from "../../machine/boot-seam.js";
import type { HardwareDisk, HardwarePort, OpenDisk } from "./hardware-port.js";

const MIB = 1024 * 1024;
/** What a kernel and its tables take of the memory of a machine. */
const KERNEL_MIB = 256;
const FLAGS: Readonly<Record<string, readonly string[]>> = {
  x86_64: ["fpu", "pse", "sse4_2", "aes", "avx2", "pdpe1gb", "vmx", "smx", "ssse3"],
  aarch64: ["fp", "asimd", "aes", "pmull", "sha1", "sha2", "crc32", "atomics"],
};

/** The agent's hardware over a simulated machine, whose network is the loopback interface of this host. */
export function machineHardware(
  machine: BootableMachine,
  bootParameters: ReadonlyMap<string, string | null>,
  address: string,
): HardwarePort {
  const { name, architecture, bootMode, cpu, memoryMib, vendor, bmcAddress } = machine;
  const disks = machine.disks.map(machineDisk);
  const firstLink = machine.nics.find(({ hasLink }) => hasLink);
  const nics = machine.nics.map((nic, index) => ({
    name: nic.name,
    macAddress: nic.macAddress,
    ipv4Address: nic === firstLink ? address : null,
    ipv6Address: null,
    hasCarrier: nic.hasLink,
    speedMbps: nic.hasLink ? nic.speedMbps : null,
    vendor: "0x1af4",
    product: "0x1000",
    pciAddress: `0000:00:${(3 + index).toString(16).padStart(2, "0")}.0`,
    driver: "virtio_net",
  }));
  return {
    hostname: name,
    architecture,
    bootMode,
    bootParameters,
    cpu: { ...cpu, flags: FLAGS[architecture] ?? [], sockets: 1 },
    memory: { usableBytes: Math.max(memoryMib - KERNEL_MIB, 1) * MIB, physicalMib: memoryMib },
    vendor: { ...vendor, firmware: { vendor: "Steelyard", version: "1.0", buildDate: "01/01/2026" } },
    bmcAddress,
    nics: async () => nics,
    disks: async () => disks,
    addressTowards: async () => (firstLink === undefined ? null : address),
    addBootEntry: async (disk, partition) => machine.journal("boot-entry", { disk, partition }),
    removeBootEntries: async (patterns) => {
      machine.journal("boot-entries-removed", { patterns: patterns.map(({ source }) => source).join(" ") });
      return 0;
    },
    setRescuePassword: async ({ isHashed }) => machine.journal("rescue-password", { isHashed }),
    takeNetworkDown: async () => machine.journal("network-down"),
    power: (change) => machine.requestPower(change),
    journal: (effect, facts) => machine.journal(effect, facts),
  };
}

function machineDisk(disk: MachineDisk, index: number): HardwareDisk {
  const { device, path, sizeBytes, model, serial, wwn, isRotational } = disk;
  return {
    name: device,
    sizeBytes,
    model,
    serial,
    wwn,
    vendor: "ATA",
    isRotational,
    hctl: `${index}:0:0:0`,
    byPath: `/dev/disk/by-path/pci-0000:00:1f.2-ata-${index + 1}`,
    transport: "sata",
    open: () => openMachineDisk(path, sizeBytes),
  };
}

async function openMachineDisk(path: string, sizeBytes: number): Promise<OpenDisk> {
  const file = await open(path, "r+");
  return {
    sizeBytes,
    async read(offset, length) {
      const { buffer, bytesRead } = await file.read(Buffer.alloc(length), 0, length, offset);
      return buffer.subarray(0, bytesRead);
    },
    async write(offset, bytes) {
      if (offset + bytes.length > sizeBytes)
        throw Object.assign(new Error("[Errno 28] No space left on device"), { code: "ENOSPC" });
      for (let done = 0; done < bytes.length; ) {
        const { bytesWritten } = await file.write(bytes, done, bytes.length - done, offset + done);
        done += bytesWritten;
      }
    },
    async discard() {
      await file.truncate(0);
      await file.truncate(sizeBytes);
      return { readsAsZeros: true };
    },
    settle: async () => undefined,
    close: () => file.close(),
  };
}
