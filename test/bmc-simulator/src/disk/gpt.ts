import { createHash } from "node:crypto";
import { crc32 } from "node:zlib";

export const SECTOR = 512;
const ENTRY = 128;
const ENTRIES = 128;
const TABLE_SECTORS = (ENTRY * ENTRIES) / SECTOR;

/** Partition type GUIDs. Source: UEFI 2.10 §5.3.3; Discoverable Partitions Specification. */
export const EFI_SYSTEM = "c12a7328-f81f-11d2-ba4b-00a0c93ec93b";
export const LINUX_DATA = "0fc63daf-8483-4772-8e79-3d69d8477de4";

export interface Partition {
  readonly type: string;
  readonly guid: string;
  /** First and last sector, both in it. */
  readonly first: number;
  readonly last: number;
  readonly name: string;
}

export interface Gpt {
  readonly sectorCount: number;
  readonly guid: string;
  readonly partitions: readonly Partition[];
}

export function newGpt(sectorCount: number, seed: string): Gpt {
  return { sectorCount, guid: guidOf(seed), partitions: [] };
}

export function withPartition(gpt: Gpt, partition: Omit<Partition, "guid">): Gpt {
  const guid = guidOf(`${gpt.guid} ${gpt.partitions.length} ${partition.name}`);
  return { ...gpt, partitions: [...gpt.partitions, { ...partition, guid }] };
}

/** Reads the primary table. @returns undefined when there is none, or its checksums are wrong */
export function readGpt(head: Buffer, sectorCount: number): Gpt | undefined {
  const header = head.subarray(SECTOR, 2 * SECTOR);
  if (header.length < 92 || header.toString("latin1", 0, 8) !== "EFI PART") return undefined;
  const size = header.readUInt32LE(12);
  if (size < 92 || size > SECTOR) return undefined;
  const own = Buffer.from(header.subarray(0, size));
  own.writeUInt32LE(0, 16);
  if (crc32(own) !== header.readUInt32LE(16)) return undefined;
  const start = Number(header.readBigUInt64LE(72)) * SECTOR;
  const [count, entrySize] = [header.readUInt32LE(80), header.readUInt32LE(84)];
  const table = head.subarray(start, start + count * entrySize);
  if (table.length < count * entrySize || crc32(table) !== header.readUInt32LE(88)) return undefined;
  const partitions: Partition[] = [];
  for (let index = 0; index < count; index += 1) {
    const entry = table.subarray(index * entrySize, (index + 1) * entrySize);
    const type = readGuid(entry, 0);
    if (/^0{8}-/.test(type)) continue;
    partitions.push({
      type,
      guid: readGuid(entry, 16),
      first: Number(entry.readBigUInt64LE(32)),
      last: Number(entry.readBigUInt64LE(40)),
      name: entry.toString("utf16le", 56, 128).replace(/\0.*$/s, ""),
    });
  }
  return { sectorCount, guid: readGuid(header, 56), partitions };
}

/** Bytes from the start of a disk that hold the table. */
export const GPT_HEAD_BYTES = (2 + TABLE_SECTORS) * SECTOR;

/** Protective MBR, both headers and both tables. Source: UEFI 2.10 §5. */
export function writeGpt(gpt: Gpt): readonly { readonly offset: number; readonly bytes: Uint8Array }[] {
  const table = Buffer.alloc(ENTRY * ENTRIES);
  for (const [index, { type, guid, first, last, name }] of gpt.partitions.entries()) {
    const at = index * ENTRY;
    writeGuid(table, at, type);
    writeGuid(table, at + 16, guid);
    table.writeBigUInt64LE(BigInt(first), at + 32);
    table.writeBigUInt64LE(BigInt(last), at + 40);
    table.write(name.slice(0, 36), at + 56, "utf16le");
  }
  const end = gpt.sectorCount - 1;
  const header = (own: number, other: number, tableAt: number): Buffer => {
    const bytes = Buffer.alloc(SECTOR);
    bytes.write("EFI PART", 0, "latin1");
    bytes.writeUInt32LE(0x0001_0000, 8);
    bytes.writeUInt32LE(92, 12);
    bytes.writeBigUInt64LE(BigInt(own), 24);
    bytes.writeBigUInt64LE(BigInt(other), 32);
    bytes.writeBigUInt64LE(BigInt(2 + TABLE_SECTORS), 40);
    bytes.writeBigUInt64LE(BigInt(end - TABLE_SECTORS - 1), 48);
    writeGuid(bytes, 56, gpt.guid);
    bytes.writeBigUInt64LE(BigInt(tableAt), 72);
    bytes.writeUInt32LE(ENTRIES, 80);
    bytes.writeUInt32LE(ENTRY, 84);
    bytes.writeUInt32LE(crc32(table), 88);
    bytes.writeUInt32LE(crc32(bytes.subarray(0, 92)), 16);
    return bytes;
  };
  return [
    { offset: 0, bytes: protectiveMbr(gpt.sectorCount) },
    { offset: SECTOR, bytes: header(1, end, 2) },
    { offset: 2 * SECTOR, bytes: table },
    { offset: (end - TABLE_SECTORS) * SECTOR, bytes: table },
    { offset: end * SECTOR, bytes: header(end, 1, end - TABLE_SECTORS) },
  ];
}

function protectiveMbr(sectorCount: number): Buffer {
  const mbr = Buffer.alloc(SECTOR);
  mbr.set([0x00, 0x00, 0x02, 0x00, 0xee, 0xff, 0xff, 0xff], 446);
  mbr.writeUInt32LE(1, 454);
  mbr.writeUInt32LE(Math.min(sectorCount - 1, 0xffff_ffff), 458);
  mbr.writeUInt16LE(0xaa55, 510);
  return mbr;
}

/** Mixed-endian, as §A.1 of UEFI says. */
function writeGuid(bytes: Buffer, at: number, guid: string): void {
  const [a = "", b = "", c = "", d = "", e = ""] = guid.split("-");
  bytes.writeUInt32LE(Number.parseInt(a, 16), at);
  bytes.writeUInt16LE(Number.parseInt(b, 16), at + 4);
  bytes.writeUInt16LE(Number.parseInt(c, 16), at + 6);
  bytes.write(`${d}${e}`, at + 8, "hex");
}

export function readGuid(bytes: Buffer, at: number): string {
  const hex = (value: number, length: number) => value.toString(16).padStart(length, "0");
  const rest = bytes.toString("hex", at + 8, at + 16);
  const first = `${hex(bytes.readUInt32LE(at), 8)}-${hex(bytes.readUInt16LE(at + 4), 4)}-${hex(bytes.readUInt16LE(at + 6), 4)}`;
  return `${first}-${rest.slice(0, 4)}-${rest.slice(4)}`;
}

function guidOf(seed: string): string {
  const hex = createHash("sha256").update(seed).digest("hex");
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}
