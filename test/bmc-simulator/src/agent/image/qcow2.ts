import { promisify } from "node:util";
import { constants, inflateRaw } from "node:zlib";
import type { ByteReader } from "./byte-reader.js";

/** An image that cannot be read, or must not be. */
export class Qcow2Problem extends Error {}

const MAGIC = 0x5146_49fb;
const OFFSET_MASK = 0x00ff_ffff_ffff_fe00n;
const COMPRESSED = 1n << 62n;
const ZERO = 1n;
/** Bits of features a reader has to know. */
const INCOMPATIBLE = { dirty: 1n << 0n, corrupt: 1n << 1n, dataFile: 1n << 2n, compression: 1n << 3n };
const MAX_L1_BYTES = 32 * 1024 * 1024;

/** Where the bytes of a guest cluster are. `data` is not filled up to a whole cluster at the end of the image. */
export interface Qcow2Cluster {
  /** In the guest. */
  readonly offset: number;
  readonly data: Buffer;
}

/**
 * Reads QCOW2 images of version 2 and 3 with clusters of any size, also those compressed with zlib. Images that refer to
 * other files, and encrypted ones, are refused.
 *
 * @remarks Source: QEMU `docs/interop/qcow2.rst`.
 */
export class Qcow2Image {
  /** Bytes of the disk it holds. */
  readonly virtualSize: number;
  readonly clusterSize: number;
  readonly #reader: ByteReader;
  readonly #clusterBits: number;
  readonly #version: number;
  readonly #l1: Buffer;

  private constructor(reader: ByteReader, header: Buffer, l1: Buffer) {
    this.#reader = reader;
    this.#version = header.readUInt32BE(4);
    this.#clusterBits = header.readUInt32BE(20);
    this.clusterSize = 2 ** this.#clusterBits;
    this.virtualSize = Number(header.readBigUInt64BE(24));
    this.#l1 = l1;
  }

  /** @throws Qcow2Problem */
  static async open(reader: ByteReader): Promise<Qcow2Image> {
    const header = Buffer.alloc(112);
    (await reader.read(0, 112)).copy(header);
    if (header.readUInt32BE(0) !== MAGIC) throw new Qcow2Problem("it is not a qcow2 image");
    const version = header.readUInt32BE(4);
    if (version !== 2 && version !== 3) throw new Qcow2Problem(`version ${version} is not known`);
    if (header.readBigUInt64BE(8) !== 0n) throw new Qcow2Problem("it has a backing file");
    if (header.readUInt32BE(32) !== 0) throw new Qcow2Problem("it is encrypted");
    const clusterBits = header.readUInt32BE(20);
    if (clusterBits < 9 || clusterBits > 21) throw new Qcow2Problem(`clusters of 2^${clusterBits} bytes are not known`);
    if (version === 3) checkFeatures(header);
    const size = header.readBigUInt64BE(24);
    if (size > BigInt(Number.MAX_SAFE_INTEGER)) throw new Qcow2Problem("its size is out of range");
    const l1Bytes = header.readUInt32BE(36) * 8;
    const perL1 = 2 ** (2 * clusterBits - 3);
    const needed = Math.ceil(Number(size) / perL1) * 8;
    if (l1Bytes > MAX_L1_BYTES || l1Bytes < needed) throw new Qcow2Problem("its L1 table has a wrong size");
    const l1 = await whole(reader, Number(header.readBigUInt64BE(40)), needed, "L1 table");
    return new Qcow2Image(reader, header, l1);
  }

  /** Clusters that hold something, in their order; all others read as zeros. */
  async *clusters(): AsyncGenerator<Qcow2Cluster> {
    const perTable = this.clusterSize / 8;
    for (let index = 0; index * 8 < this.#l1.length; index += 1) {
      const at = this.#l1.readBigUInt64BE(index * 8) & OFFSET_MASK;
      if (at === 0n) continue;
      const l2 = await whole(this.#reader, Number(at), this.clusterSize, "L2 table");
      for (let entry = 0; entry < perTable; entry += 1) {
        const offset = (index * perTable + entry) * this.clusterSize;
        if (offset >= this.virtualSize) return;
        const data = await this.#cluster(l2.readBigUInt64BE(entry * 8));
        if (data !== undefined) yield { offset, data: data.subarray(0, this.virtualSize - offset) };
      }
    }
  }

  async #cluster(entry: bigint): Promise<Buffer | undefined> {
    if ((entry & COMPRESSED) !== 0n) return this.#compressed(entry & (COMPRESSED - 1n));
    if (this.#version === 3 && (entry & ZERO) !== 0n) return undefined;
    const at = entry & OFFSET_MASK;
    if (at === 0n) return undefined;
    const data = Buffer.alloc(this.clusterSize);
    const found = await this.#reader.read(Number(at), this.clusterSize);
    // The last cluster of a file may end before its size.
    if (found.length === 0) throw new Qcow2Problem("a cluster is outside of the file");
    found.copy(data);
    return data;
  }

  async #compressed(descriptor: bigint): Promise<Buffer> {
    const offsetBits = BigInt(62 - (this.#clusterBits - 8));
    const at = Number(descriptor & ((1n << offsetBits) - 1n));
    const sectors = Number(descriptor >> offsetBits) + 1;
    const packed = await this.#reader.read(at, sectors * 512 - (at % 512));
    try {
      const options = { finishFlush: constants.Z_SYNC_FLUSH, maxOutputLength: this.clusterSize };
      const data = await promisify<Buffer, typeof options, Buffer>(inflateRaw)(packed, options);
      if (data.length === this.clusterSize) return data;
    } catch (cause) {
      throw new Qcow2Problem("a compressed cluster is damaged", { cause });
    }
    throw new Qcow2Problem("a compressed cluster is damaged");
  }
}

function checkFeatures(header: Buffer): void {
  const features = header.readBigUInt64BE(72);
  if ((features & INCOMPATIBLE.dataFile) !== 0n) throw new Qcow2Problem("it has an external data file");
  if ((features & INCOMPATIBLE.corrupt) !== 0n) throw new Qcow2Problem("it is marked as corrupt");
  const known = INCOMPATIBLE.dirty | INCOMPATIBLE.corrupt | INCOMPATIBLE.dataFile | INCOMPATIBLE.compression;
  if ((features & ~known) !== 0n) throw new Qcow2Problem("it uses features that are not known");
  const isOther = (features & INCOMPATIBLE.compression) !== 0n && header.readUInt8(104) !== 0;
  if (isOther) throw new Qcow2Problem("its compression is not zlib");
}

async function whole(reader: ByteReader, offset: number, length: number, what: string): Promise<Buffer> {
  const bytes = await reader.read(offset, length);
  if (bytes.length < length) throw new Qcow2Problem(`its ${what} is outside of the file`);
  return bytes;
}
