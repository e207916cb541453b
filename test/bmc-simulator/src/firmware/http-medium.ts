import type { BootHttp } from "./boot-http.js";
import type { Readable } from "./readable.js";

const BLOCK = 256 * 1024;
const MAX_BLOCKS = 64;

/** A file behind a URL, read in blocks as a BMC does for virtual media. */
export class HttpMedium implements Readable {
  readonly #http: BootHttp;
  readonly #url: string;
  readonly #signal: AbortSignal;
  readonly #blocks = new Map<number, Promise<Buffer>>();

  constructor(http: BootHttp, url: string, signal: AbortSignal) {
    this.#http = http;
    this.#url = url;
    this.#signal = signal;
  }

  async read(offset: number, length: number): Promise<Buffer> {
    const first = Math.floor(offset / BLOCK);
    const last = Math.floor((offset + Math.max(length, 1) - 1) / BLOCK);
    const parts: Buffer[] = [];
    for (let index = first; index <= last; index += 1) {
      const block = await this.#block(index);
      parts.push(block);
      if (block.length < BLOCK) break;
    }
    const start = offset - first * BLOCK;
    return Buffer.concat(parts).subarray(start, start + length);
  }

  #block(index: number): Promise<Buffer> {
    let block = this.#blocks.get(index);
    if (block === undefined) {
      block = this.#http.range(this.#url, index * BLOCK, BLOCK, this.#signal);
      this.#blocks.set(index, block);
      for (const oldest of this.#blocks.keys()) {
        if (this.#blocks.size <= MAX_BLOCKS) break;
        this.#blocks.delete(oldest);
      }
    }
    return block;
  }
}
