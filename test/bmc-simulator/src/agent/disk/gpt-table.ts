import { crc32 } from "node:zlib";
import { readGuid, SECTOR } from "../../disk/gpt.js";
import type { OpenDisk } from "../hardware/hardware-port.js";

const HEADER = {
  size: 12,
  crc: 16,
  own: 24,
  other: 32,
  firstUsable: 40,
  lastUsable: 48,
  tableAt: 72,
  count: 80,
  entrySize: 84,
  tableCrc: 88,
} as const;
const MAX_TABLE = 1024 * 1024;

export interface GptEntry {
  /** From 1. */
  readonly number: number;
  readonly type: string;
  readonly guid: string;
  /** Sectors, both in it. */
  readonly first: number;
  readonly last: number;
}

/**
 * A GUID partition table that is edited in place: what it does not know of (attributes, reserved bytes, the boot sector)
 * stays as it is.
 *
 * @remarks Source: UEFI 2.10 §5.3. Sectors of 512 bytes.
 */
export class GptTable {
  readonly #header: Buffer;
  readonly #table: Buffer;
  readonly #sectorCount: number;

  private constructor(header: Buffer, table: Buffer, sectorCount: number) {
    this.#header = header;
    this.#table = table;
    this.#sectorCount = sectorCount;
  }

  /** Reads the primary table. @returns undefined when there is none, or its checksums are wrong */
  static async read(disk: OpenDisk): Promise<GptTable | undefined> {
    const header = await disk.read(SECTOR, SECTOR);
    if (header.length < SECTOR || header.toString("latin1", 0, 8) !== "EFI PART") return undefined;
    const size = header.readUInt32LE(HEADER.size);
    if (size < 92 || size > SECTOR || headerCrc(header) !== header.readUInt32LE(HEADER.crc)) return undefined;
    const [count, entrySize] = [header.readUInt32LE(HEADER.count), header.readUInt32LE(HEADER.entrySize)];
    const length = count * entrySize;
    if (entrySize < 128 || length > MAX_TABLE) return undefined;
    const table = await disk.read(Number(header.readBigUInt64LE(HEADER.tableAt)) * SECTOR, length);
    if (table.length < length || crc32(table) !== header.readUInt32LE(HEADER.tableCrc)) return undefined;
    return new GptTable(header, table, Math.floor(disk.sizeBytes / SECTOR));
  }

  get entries(): readonly GptEntry[] {
    const found: GptEntry[] = [];
    const size = this.#entrySize;
    for (let at = 0; at < this.#table.length; at += size) {
      const type = readGuid(this.#table, at);
      if (/^0{8}-0{4}-/.test(type)) continue;
      found.push({
        number: at / size + 1,
        type,
        guid: readGuid(this.#table, at + 16),
        first: Number(this.#table.readBigUInt64LE(at + 32)),
        last: Number(this.#table.readBigUInt64LE(at + 40)),
      });
    }
    return found;
  }

  get lastUsable(): number {
    return Number(this.#header.readBigUInt64LE(HEADER.lastUsable));
  }

  /** Whether the second table is at the end of the disk; after a small image was written to a large disk it is not. */
  get isBackupAtEnd(): boolean {
    return Number(this.#header.readBigUInt64LE(HEADER.other)) === this.#sectorCount - 1;
  }

  moveBackupToEnd(): void {
    const end = this.#sectorCount - 1;
    this.#header.writeBigUInt64LE(BigInt(end), HEADER.other);
    this.#header.writeBigUInt64LE(BigInt(end - this.#tableSectors - 1), HEADER.lastUsable);
  }

  /** @returns its number; undefined when the table is full */
  add(partition: Omit<GptEntry, "number"> & { readonly name: string }): number | undefined {
    const used = new Set(this.entries.map(({ number }) => number));
    const size = this.#entrySize;
    for (let number = 1; number * size <= this.#table.length; number += 1) {
      if (used.has(number)) continue;
      const at = (number - 1) * size;
      this.#table.fill(0, at, at + size);
      writeGuid(this.#table, at, partition.type);
      writeGuid(this.#table, at + 16, partition.guid);
      this.#table.writeBigUInt64LE(BigInt(partition.first), at + 32);
      this.#table.writeBigUInt64LE(BigInt(partition.last), at + 40);
      this.#table.write(partition.name.slice(0, 36), at + 56, "utf16le");
      return number;
    }
    return undefined;
  }

  /** Writes the second table first, so that there is a whole one at any moment. */
  async write(disk: OpenDisk): Promise<void> {
    const own = Number(this.#header.readBigUInt64LE(HEADER.own));
    const other = Number(this.#header.readBigUInt64LE(HEADER.other));
    const tableAt = Number(this.#header.readBigUInt64LE(HEADER.tableAt));
    const otherTableAt = other - this.#tableSectors;
    await disk.write(otherTableAt * SECTOR, this.#table);
    await disk.write(other * SECTOR, this.#sealed(other, own, otherTableAt));
    await disk.write(tableAt * SECTOR, this.#table);
    await disk.write(own * SECTOR, this.#sealed(own, other, tableAt));
  }

  get #entrySize(): number {
    return this.#header.readUInt32LE(HEADER.entrySize);
  }

  get #tableSectors(): number {
    return Math.ceil(this.#table.length / SECTOR);
  }

  #sealed(own: number, other: number, tableAt: number): Buffer {
    const header = Buffer.from(this.#header);
    header.writeBigUInt64LE(BigInt(own), HEADER.own);
    header.writeBigUInt64LE(BigInt(other), HEADER.other);
    header.writeBigUInt64LE(BigInt(tableAt), HEADER.tableAt);
    header.writeUInt32LE(crc32(this.#table), HEADER.tableCrc);
    header.writeUInt32LE(headerCrc(header), HEADER.crc);
    return header;
  }
}

function headerCrc(header: Buffer): number {
  const own = Buffer.from(header.subarray(0, header.readUInt32LE(HEADER.size)));
  own.writeUInt32LE(0, HEADER.crc);
  return crc32(own);
}

/** Mixed-endian. Source: UEFI 2.10, appendix A. */
function writeGuid(bytes: Buffer, at: number, guid: string): void {
  const [a = "", b = "", c = "", d = "", e = ""] = guid.split("-");
  bytes.writeUInt32LE(Number.parseInt(a, 16), at);
  bytes.writeUInt16LE(Number.parseInt(b, 16), at + 4);
  bytes.writeUInt16LE(Number.parseInt(c, 16), at + 6);
  bytes.write(`${d}${e}`, at + 8, "hex");
}
