import { bytesSource, type RangeSource } from "../content.js";
import { FatFolder } from "./fat-folder.js";

/** A file of the partition; names are 8.3, as `EFI/BOOT/BOOTX64.EFI`. @public */
export interface FatFile {
  readonly path: string;
  readonly bytes: Uint8Array;
}

const SECTOR = 512;
const SECTORS_PER_CLUSTER = 4;
const CLUSTER = SECTOR * SECTORS_PER_CLUSTER;
const ROOT_ENTRIES = 512;
/** From here on, and up to 65,524, a volume is FAT16. */
const FAT16_CLUSTERS = 4085;
const MAX_CLUSTERS = 65_524;

/**
 * Makes a FAT16 image as firmware wants an EFI system partition on a boot medium.
 *
 * @remarks Source: Microsoft FAT specification 1.03; UEFI 2.10 §13.3.1.1. Equal files give equal bytes.
 * @throws Error for a name that is not 8.3, a path given twice, or more than 128 MiB
 * @public
 */
export function efiSystemPartition(files: readonly FatFile[]): RangeSource {
  const root = new FatFolder();
  for (const { path, bytes } of files) root.add(path.split("/"), bytes, path);
  const chunks = root.layout(CLUSTER);
  const used = chunks.reduce((sum, { bytes }) => sum + Math.max(1, Math.ceil(bytes.length / CLUSTER)), 0);
  const clusters = Math.max(used + 16, FAT16_CLUSTERS + 16);
  if (clusters > MAX_CLUSTERS) throw new Error("EFI system partition: more than 128 MiB of files");
  const fatSectors = Math.ceil(((clusters + 2) * 2) / SECTOR);
  const rootSectors = (ROOT_ENTRIES * 32) / SECTOR;
  const dataSector = 1 + fatSectors * 2 + rootSectors;
  const image = Buffer.alloc((dataSector + clusters * SECTORS_PER_CLUSTER) * SECTOR);
  image.set(bootSector(image.length / SECTOR, fatSectors));
  const fat = Buffer.alloc(fatSectors * SECTOR);
  fat.writeUInt16LE(0xfff8, 0);
  fat.writeUInt16LE(0xffff, 2);
  for (const { cluster, bytes } of chunks) {
    const count = Math.max(1, Math.ceil(bytes.length / CLUSTER));
    for (let index = 0; index < count; index += 1)
      fat.writeUInt16LE(index === count - 1 ? 0xffff : cluster + index + 1, (cluster + index) * 2);
    image.set(bytes, dataSector * SECTOR + (cluster - 2) * CLUSTER);
  }
  image.set(fat, SECTOR);
  image.set(fat, SECTOR * (1 + fatSectors));
  const rootDirectory = root.directory();
  if (rootDirectory.length > ROOT_ENTRIES * 32) throw new Error("EFI system partition: too many entries in its root");
  image.set(rootDirectory, SECTOR * (1 + fatSectors * 2));
  return bytesSource(image);
}

function bootSector(totalSectors: number, fatSectors: number): Uint8Array {
  const sector = Buffer.alloc(SECTOR);
  sector.set([0xeb, 0x3c, 0x90]);
  sector.write("STEELYRD", 3, "latin1");
  sector.writeUInt16LE(SECTOR, 11);
  sector.writeUInt8(SECTORS_PER_CLUSTER, 13);
  sector.writeUInt16LE(1, 14);
  sector.writeUInt8(2, 16);
  sector.writeUInt16LE(ROOT_ENTRIES, 17);
  if (totalSectors < 0x1_0000) sector.writeUInt16LE(totalSectors, 19);
  else sector.writeUInt32LE(totalSectors, 32);
  sector.writeUInt8(0xf8, 21);
  sector.writeUInt16LE(fatSectors, 22);
  sector.writeUInt16LE(32, 24);
  sector.writeUInt16LE(2, 26);
  sector.writeUInt8(0x80, 36);
  sector.writeUInt8(0x29, 38);
  sector.writeUInt32LE(0x5354594c, 39);
  sector.write("NO NAME    ", 43, "latin1");
  sector.write("FAT16   ", 54, "latin1");
  sector.writeUInt16LE(0xaa55, 510);
  return sector;
}
