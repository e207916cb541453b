import { randomUUID } from "node:crypto";
import { promisify } from "node:util";
import { gunzip } from "node:zlib";
import { LINUX_DATA, SECTOR } from "../../disk/gpt.js";
import { AgentError, reasonOf } from "../agent-error.js";
import type { OpenDisk } from "../hardware/hardware-port.js";
import type { HttpClient } from "../http-client.js";
import { fileSystemLabel } from "./file-system-label.js";
import {
  type DiskPartition,
  fixBackupGpt,
  mustHavePartitions,
  type PartitionTable,
  writeMbrPartition,
} from "./partition-table.js";

const MIB = 1024 * 1024;
const LIMIT_MIB = 64;
const LIMIT_SECTORS = (LIMIT_MIB * MIB) / SECTOR;
const LABEL = "config-2";
/** Partitions begin at whole MiB. */
const ALIGNMENT = MIB / SECTOR;
/** The last sector an MBR can name. */
const MBR_END = 0xffff_ffff;
const FAT32_LBA = "0c";

/**
 * The image of a config drive, which is given as base64 of its gzip, or as the address of that or of the image itself.
 *
 * @remarks Source: ironic-python-agent `partition_utils.py`, `get_configdrive`.
 * @throws AgentError `DeploymentError` when it cannot be had, is damaged or larger than 64 MiB
 */
export async function configDriveImage(given: string, http: HttpClient, timeoutMs: number): Promise<Buffer> {
  const isUrl = /^https?:\/\//i.test(given);
  const text = isUrl ? await fetched(given, http, timeoutMs) : Buffer.from(given, "latin1");
  const packed = unbase64(text);
  if (packed === undefined) {
    if (!isUrl)
      throw new AgentError("DeploymentError", "Config drive is not base64 encoded or the content is malformed.");
    return limited(text);
  }
  const options = { maxOutputLength: LIMIT_MIB * MIB + 1 };
  try {
    return limited(await promisify<Buffer, typeof options, Buffer>(gunzip)(packed, options));
  } catch (error) {
    if (error instanceof AgentError) throw error;
    if ((error as NodeJS.ErrnoException).code === "ERR_BUFFER_TOO_LARGE") throw tooLarge("more than 64");
    throw new AgentError(
      "DeploymentError",
      `Encountered error while decompressing and writing config drive. Error: ${reasonOf(error)}`,
    );
  }
}

async function fetched(url: string, http: HttpClient, timeoutMs: number): Promise<Buffer> {
  const problem = (reason: string): AgentError =>
    new AgentError("DeploymentError", `Can't download the configdrive content. ${reason}`);
  try {
    const { status, body } = await http.download(url, { timeoutMs });
    if (status >= 400) {
      await body.dump();
      throw problem(`Got status code ${status}.`);
    }
    const parts: Buffer[] = [];
    let length = 0;
    for await (const part of body) {
      parts.push(part as Buffer);
      length += (part as Buffer).length;
      // Base64 is a third longer than what it holds.
      if (length > 2 * LIMIT_MIB * MIB) throw tooLarge("more than 64");
    }
    return Buffer.concat(parts);
  } catch (error) {
    if (error instanceof AgentError) throw error;
    throw problem(`Reason: ${reasonOf(error)}`);
  }
}

function unbase64(text: Buffer): Buffer | undefined {
  const letters = text.toString("latin1").replace(/\s+/g, "");
  if (letters === "" || letters.length % 4 !== 0 || !/^[A-Za-z0-9+/]+={0,2}$/.test(letters)) return undefined;
  return Buffer.from(letters, "base64");
}

function limited(image: Buffer): Buffer {
  if (image.length > LIMIT_MIB * MIB) throw tooLarge(String(Math.ceil(image.length / MIB)));
  return image;
}

function tooLarge(sizeMib: string): AgentError {
  return new AgentError(
    "DeploymentError",
    `Config drive size exceeds maximum limit of 64MiB. Size of the given config drive is ${sizeMib} MiB.`,
  );
}

/**
 * Puts the image of a config drive into the partition whose file system is labelled `config-2`, or into a new one of 64 MiB
 * at the end of the disk.
 *
 * @remarks Source: ironic-python-agent `partition_utils.py`, `create_config_drive_partition`.
 * @returns the number of the partition
 * @throws AgentError `DeploymentError` when there is no place for it
 */
export async function writeConfigDrive(disk: OpenDisk, name: string, image: Buffer): Promise<number> {
  await fixBackupGpt(disk);
  const table = await mustHavePartitions(disk, name);
  const existing = await labelled(disk, table);
  const partition = existing ?? (await added(disk, name, table));
  if (image.length > partition.sectorCount * SECTOR)
    throw new AgentError(
      "DeploymentError",
      `Failed to create config drive on disk ${name}. Error: partition ${partition.number} is smaller than the config drive.`,
    );
  await disk.write(partition.firstSector * SECTOR, image);
  await disk.settle();
  return partition.number;
}

async function labelled(disk: OpenDisk, { partitions }: PartitionTable): Promise<DiskPartition | undefined> {
  const found: DiskPartition[] = [];
  for (const partition of partitions) {
    const label = await fileSystemLabel(disk, partition.firstSector);
    if (label?.toLowerCase() === LABEL) found.push(partition);
  }
  if (found.length > 1)
    throw new AgentError("DeploymentError", `More than one partition with label "${LABEL}" exists.`);
  return found[0];
}

async function added(disk: OpenDisk, name: string, table: PartitionTable): Promise<DiskPartition> {
  const lastUsable =
    table.kind === "gpt" ? table.gpt.lastUsable : Math.min(Math.floor(disk.sizeBytes / SECTOR), MBR_END) - 1;
  const first = Math.floor((lastUsable + 1 - LIMIT_SECTORS) / ALIGNMENT) * ALIGNMENT;
  const taken = Math.max(...table.partitions.map(({ firstSector, sectorCount }) => firstSector + sectorCount - 1));
  if (first <= taken)
    throw new AgentError(
      "DeploymentError",
      `Failed to create config drive on disk ${name}. Error: there is no free space of 64 MiB at its end.`,
    );
  if (table.kind === "gpt") {
    const number = table.gpt.add({ type: LINUX_DATA, guid: randomUUID(), first, last: lastUsable, name: LABEL });
    if (number === undefined) throw new AgentError("DeploymentError", `The partition table of ${name} is full.`);
    await table.gpt.write(disk);
    return { number, type: LINUX_DATA, firstSector: first, sectorCount: lastUsable - first + 1 };
  }
  const used = new Set(table.partitions.map(({ number }) => number));
  const number = [1, 2, 3, 4].find((each) => !used.has(each));
  if (number === undefined)
    throw new AgentError(
      "DeploymentError",
      `Config drive cannot be created. Disk (${name}) uses MBR partitioning and already has 4 primary partitions.`,
    );
  const partition = { number, type: FAT32_LBA, firstSector: first, sectorCount: lastUsable - first + 1 };
  await writeMbrPartition(disk, partition);
  return partition;
}
