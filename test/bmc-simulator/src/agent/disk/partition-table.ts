import { SECTOR } from "../../disk/gpt.js";
import { AgentError } from "../agent-error.js";
import type { OpenDisk } from "../hardware/hardware-port.js";
import { GptTable } from "./gpt-table.js";

const MBR_ENTRIES = 446;
const PROTECTIVE = 0xee;

export interface DiskPartition {
  /** From 1. */
  readonly number: number;
  /** GUID of a GPT, two hex digits of an MBR. */
  readonly type: string;
  readonly firstSector: number;
  readonly sectorCount: number;
}

export type PartitionTable =
  | { readonly kind: "gpt"; readonly gpt: GptTable; readonly partitions: readonly DiskPartition[] }
  | { readonly kind: "msdos"; readonly partitions: readonly DiskPartition[] };

/** Reads the partition table of a disk. @returns undefined when there is none that can be read */
export async function readPartitionTable(disk: OpenDisk): Promise<PartitionTable | undefined> {
  const mbr = await disk.read(0, SECTOR);
  if (mbr.length < SECTOR || mbr.readUInt16LE(510) !== 0xaa55) return undefined;
  const partitions = mbrPartitions(mbr);
  if (!partitions.some(({ type }) => Number.parseInt(type, 16) === PROTECTIVE)) return { kind: "msdos", partitions };
  const gpt = await GptTable.read(disk);
  if (gpt === undefined) return undefined;
  return {
    kind: "gpt",
    gpt,
    partitions: gpt.entries.map(({ number, type, first, last }) => ({
      number,
      type,
      firstSector: first,
      sectorCount: last - first + 1,
    })),
  };
}

function mbrPartitions(mbr: Buffer): readonly DiskPartition[] {
  const found: DiskPartition[] = [];
  for (let index = 0; index < 4; index += 1) {
    const at = MBR_ENTRIES + index * 16;
    const type = mbr.readUInt8(at + 4);
    if (type === 0) continue;
    found.push({
      number: index + 1,
      type: type.toString(16).padStart(2, "0"),
      firstSector: mbr.readUInt32LE(at + 8),
      sectorCount: mbr.readUInt32LE(at + 12),
    });
  }
  return found;
}

/** Writes one of the four entries of an MBR. Cylinders, heads and sectors say "too large", as for all disks of today. */
export async function writeMbrPartition(disk: OpenDisk, partition: DiskPartition): Promise<void> {
  const mbr = await disk.read(0, SECTOR);
  const at = MBR_ENTRIES + (partition.number - 1) * 16;
  mbr.set([0x00, 0xfe, 0xff, 0xff, Number.parseInt(partition.type, 16), 0xfe, 0xff, 0xff], at);
  mbr.writeUInt32LE(partition.firstSector, at + 8);
  mbr.writeUInt32LE(partition.sectorCount, at + 12);
  await disk.write(0, mbr);
}

/**
 * A disk must be readable after an image was written to it.
 * @remarks Source: ironic-python-agent `standby.py`, `_validate_partitioning`.
 * @throws AgentError `DeploymentError`
 */
export async function mustHavePartitions(disk: OpenDisk, name: string): Promise<PartitionTable> {
  const table = await readPartitionTable(disk);
  if (table === undefined)
    throw new AgentError(
      "DeploymentError",
      "Unable to find a valid partition table on the disk after writing the image. The image may be corrupted or it uses a different sector size than the device.",
    );
  if (table.partitions.length === 0)
    throw new AgentError("DeploymentError", `No partitions found on the device ${name} after writing the image.`);
  return table;
}

/** Moves the second GPT to where the disk ends, if it is elsewhere. */
export async function fixBackupGpt(disk: OpenDisk): Promise<void> {
  const table = await readPartitionTable(disk);
  if (table?.kind !== "gpt" || table.gpt.isBackupAtEnd) return;
  table.gpt.moveBackupToEnd();
  await table.gpt.write(disk);
}

/** The identifier of a disk in its boot sector, as ironic-python-agent's `get_disk_identifier` shows it. */
export async function diskIdentifier(disk: OpenDisk): Promise<string> {
  const bytes = await disk.read(440, 4);
  return `0x${bytes.readUInt32LE(0).toString(16).padStart(8, "0")}`;
}
