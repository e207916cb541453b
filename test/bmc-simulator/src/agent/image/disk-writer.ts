import { wipeMetadata } from "../disk/wipe.js";
import type { OpenDisk } from "../hardware/hardware-port.js";

/** What is written last: boot sector and partition table are in it. */
const HEAD = 1024 * 1024;

/**
 * Writes an image to a disk so that the disk does not boot before all of it is there: what the disk held is made unknown
 * first, and the first MiB comes last. Power that is cut in between leaves nothing that a firmware takes for a system.
 */
export class DiskWriter {
  readonly #disk: OpenDisk;
  readonly #signal: AbortSignal;
  readonly #head: Buffer;
  #headLength = 0;

  private constructor(disk: OpenDisk, signal: AbortSignal) {
    this.#disk = disk;
    this.#signal = signal;
    this.#head = Buffer.alloc(HEAD);
  }

  static async begin(disk: OpenDisk, signal: AbortSignal): Promise<DiskWriter> {
    await wipeMetadata(disk);
    return new DiskWriter(disk, signal);
  }

  /** @throws Error with code `ENOSPC` when the bytes do not fit on the disk */
  async write(offset: number, bytes: Buffer): Promise<void> {
    this.#signal.throwIfAborted();
    const inHead = Math.max(Math.min(HEAD - offset, bytes.length), 0);
    if (inHead > 0) {
      bytes.copy(this.#head, offset, 0, inHead);
      this.#headLength = Math.max(this.#headLength, offset + inHead);
    }
    if (inHead < bytes.length) await this.#disk.write(offset + inHead, bytes.subarray(inHead));
  }

  async finish(): Promise<void> {
    this.#signal.throwIfAborted();
    await this.#disk.write(0, this.#head.subarray(0, this.#headLength));
    await this.#disk.settle();
  }
}
