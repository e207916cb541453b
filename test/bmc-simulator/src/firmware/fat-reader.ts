import { BootProblem } from "./boot-problem.js";
import type { Readable } from "./readable.js";

const MAX_FAT_BYTES = 16 * 1024 * 1024;
const MAX_CLUSTERS = 65_536;

interface Entry {
  readonly name: string;
  readonly isFolder: boolean;
  readonly cluster: number;
  readonly size: number;
}

/** Reads FAT12, FAT16 and FAT32 as EFI firmware does. Source: Microsoft FAT specification 1.03. */
export class FatReader {
  readonly #volume: Readable;
  readonly #clusterBytes: number;
  readonly #dataStart: number;
  readonly #rootStart: number;
  readonly #rootBytes: number;
  readonly #rootCluster: number;
  readonly #bits: 12 | 16 | 32;
  readonly #fat: Buffer;

  private constructor(volume: Readable, boot: Buffer, fat: Buffer) {
    const sector = boot.readUInt16LE(11);
    const fatSectors = boot.readUInt16LE(22) || boot.readUInt32LE(36);
    const reserved = boot.readUInt16LE(14);
    this.#volume = volume;
    this.#clusterBytes = sector * (boot[13] as number);
    this.#rootStart = (reserved + (boot[16] as number) * fatSectors) * sector;
    this.#rootBytes = boot.readUInt16LE(17) * 32;
    this.#dataStart = this.#rootStart + this.#rootBytes;
    const total = boot.readUInt16LE(19) || boot.readUInt32LE(32);
    const clusters = Math.floor((total * sector - this.#dataStart) / this.#clusterBytes);
    this.#bits = clusters < 4085 ? 12 : clusters < 65_525 ? 16 : 32;
    this.#rootCluster = this.#bits === 32 ? boot.readUInt32LE(44) : 0;
    this.#fat = fat;
  }

  /** @throws BootProblem when it is no FAT volume */
  static async open(volume: Readable): Promise<FatReader> {
    const boot = await volume.read(0, 512);
    const isFat =
      boot.length === 512 && boot.readUInt16LE(510) === 0xaa55 && boot.readUInt16LE(11) >= 512 && boot[13] !== 0;
    if (!isFat) throw new BootProblem("the EFI system partition is no FAT volume");
    const sector = boot.readUInt16LE(11);
    const fatSectors = boot.readUInt16LE(22) || boot.readUInt32LE(36);
    if (fatSectors * sector > MAX_FAT_BYTES) throw new BootProblem("the EFI system partition is too large");
    const fat = await volume.read(boot.readUInt16LE(14) * sector, fatSectors * sector);
    return new FatReader(volume, boot, fat);
  }

  /** A whole file; names are compared without case. @returns undefined when there is none */
  async file(path: string): Promise<Buffer | undefined> {
    const names = path.toUpperCase().split("/");
    let entries = await this.#root();
    for (const [index, name] of names.entries()) {
      const found = entries.find((each) => each.name === name);
      if (found === undefined) return undefined;
      if (index === names.length - 1) return found.isFolder ? undefined : this.#chain(found.cluster, found.size);
      if (!found.isFolder) return undefined;
      entries = entriesOf(await this.#chain(found.cluster));
    }
    return undefined;
  }

  async #root(): Promise<readonly Entry[]> {
    if (this.#bits === 32) return entriesOf(await this.#chain(this.#rootCluster));
    return entriesOf(await this.#volume.read(this.#rootStart, this.#rootBytes));
  }

  async #chain(first: number, size = Number.POSITIVE_INFINITY): Promise<Buffer> {
    const parts: Buffer[] = [];
    let read = 0;
    for (let cluster = first; cluster >= 2 && !this.#isEnd(cluster) && read < size; cluster = this.#next(cluster)) {
      const bytes = await this.#volume.read(this.#dataStart + (cluster - 2) * this.#clusterBytes, this.#clusterBytes);
      parts.push(bytes);
      read += this.#clusterBytes;
      if (parts.length > MAX_CLUSTERS) throw new BootProblem("the EFI system partition is damaged");
    }
    const whole = Buffer.concat(parts);
    return size === Number.POSITIVE_INFINITY ? whole : whole.subarray(0, size);
  }

  #next(cluster: number): number {
    if (this.#bits === 16) return this.#fat.readUInt16LE(cluster * 2);
    if (this.#bits === 32) return this.#fat.readUInt32LE(cluster * 4) & 0x0fff_ffff;
    const pair = this.#fat.readUInt16LE(cluster + (cluster >> 1));
    return cluster % 2 === 0 ? pair & 0x0fff : pair >> 4;
  }

  #isEnd(cluster: number): boolean {
    return cluster >= (this.#bits === 12 ? 0x0ff8 : this.#bits === 16 ? 0xfff8 : 0x0fff_fff8);
  }
}

function entriesOf(bytes: Buffer): readonly Entry[] {
  const entries: Entry[] = [];
  for (let at = 0; at + 32 <= bytes.length; at += 32) {
    const first = bytes[at];
    if (first === 0) break;
    const attributes = bytes[at + 11] as number;
    if (first === 0xe5 || attributes === 0x0f || (attributes & 0x08) !== 0) continue;
    const stem = bytes.toString("latin1", at, at + 8).trimEnd();
    const extension = bytes.toString("latin1", at + 8, at + 11).trimEnd();
    entries.push({
      name: extension === "" ? stem : `${stem}.${extension}`,
      isFolder: (attributes & 0x10) !== 0,
      cluster: bytes.readUInt16LE(at + 26) | (bytes.readUInt16LE(at + 20) << 16),
      size: bytes.readUInt32LE(at + 28),
    });
  }
  return entries;
}
