import { request } from "undici";
import type { Readable } from "./readable.js";

const LIMIT_MS = 30_000;
const BLOCK = 64 * 1024;
const MAX_FILE = 512 * 1024 * 1024;

/** A file that does not boot, or cannot be had; the message says why. */
export class BootProblem extends Error {}

/** A file behind a URL, read in blocks as a BMC does for virtual media. */
export class HttpMedium implements Readable {
  readonly #url: string;
  readonly #signal: AbortSignal;
  readonly #blocks = new Map<number, Promise<Buffer>>();

  constructor(url: string, signal: AbortSignal) {
    this.#url = url;
    this.#signal = signal;
  }

  async read(offset: number, length: number): Promise<Buffer> {
    const first = Math.floor(offset / BLOCK);
    const last = Math.floor((offset + Math.max(length, 1) - 1) / BLOCK);
    const parts: Buffer[] = [];
    for (let index = first; index <= last; index += 1) parts.push(await this.#block(index));
    const start = offset - first * BLOCK;
    return Buffer.concat(parts).subarray(start, start + length);
  }

  #block(index: number): Promise<Buffer> {
    let block = this.#blocks.get(index);
    if (block === undefined) {
      block = this.#fetch(index);
      this.#blocks.set(index, block);
    }
    return block;
  }

  async #fetch(index: number): Promise<Buffer> {
    const range = `bytes=${index * BLOCK}-${(index + 1) * BLOCK - 1}`;
    const { statusCode, body } = await get(this.#url, this.#signal, { range });
    const bytes = Buffer.from(await body.arrayBuffer());
    if (statusCode === 206) return bytes;
    if (statusCode === 416) return Buffer.alloc(0);
    throw new BootProblem(`the medium cannot be read: status ${statusCode}`);
  }
}

/** Fetches a whole file. @throws BootProblem */
export async function fetchFile(url: string, signal: AbortSignal): Promise<Buffer> {
  const { statusCode, headers, body } = await get(url, signal, {});
  if (statusCode !== 200) {
    await body.dump();
    throw new BootProblem(`${url} cannot be fetched: status ${statusCode}`);
  }
  if (Number(headers["content-length"] ?? 0) > MAX_FILE) {
    await body.dump();
    throw new BootProblem(`${url} is too large`);
  }
  return Buffer.from(await body.arrayBuffer());
}

async function get(url: string, signal: AbortSignal, headers: Record<string, string>) {
  try {
    return await request(url, { signal: AbortSignal.any([signal, AbortSignal.timeout(LIMIT_MS)]), headers });
  } catch (error) {
    signal.throwIfAborted();
    const { code, message } = error as NodeJS.ErrnoException;
    throw new BootProblem(`${url} cannot be fetched: ${code ?? message}`);
  }
}
