import { SECTOR } from "../../disk/gpt.js";
import type { OpenDisk } from "../hardware/hardware-port.js";

/** The label of the ISO 9660 or FAT file system that begins at `firstSector`; undefined: neither is there. */
export async function fileSystemLabel(disk: OpenDisk, firstSector: number): Promise<string | undefined> {
  const start = firstSector * SECTOR;
  const descriptor = await disk.read(start + 16 * 2048, 2048);
  if (descriptor.toString("latin1", 1, 6) === "CD001") return descriptor.toString("latin1", 40, 72).trimEnd();
  const boot = await disk.read(start, SECTOR);
  if (boot.length < SECTOR || boot.readUInt16LE(510) !== 0xaa55) return undefined;
  if (boot.toString("latin1", 82, 87) === "FAT32") return boot.toString("latin1", 71, 82).trimEnd();
  if (boot.toString("latin1", 54, 57) === "FAT") return boot.toString("latin1", 43, 54).trimEnd();
  return undefined;
}
