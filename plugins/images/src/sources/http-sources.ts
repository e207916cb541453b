import { DriverError } from "@steelyard/interfaces";
import { type Dispatcher, request } from "undici";
import { shownUrl } from "./shown-url.js";
import type { Source } from "./source.js";

const HEADS_AGE_MS = 30_000;
const MAX_REDIRECTIONS = 5;
const MAX_HEADS = 1000;

type Answer = Dispatcher.ResponseData;

/** Files behind http(s). Heads are asked once in a while, because a BMC reads an image in many small parts. */
export class HttpSources {
  readonly #timeoutMs: number;
  readonly #heads = new Map<string, { readonly at: number; readonly source: Source }>();

  constructor(timeoutMs: number) {
    this.#timeoutMs = timeoutMs;
  }

  /** @throws DriverError `IMAGE_NOT_FOUND` with the URL and the status */
  async open(url: string, signal: AbortSignal): Promise<Source> {
    const known = this.#heads.get(url);
    if (known !== undefined && performance.now() - known.at < HEADS_AGE_MS) return known.source;
    const source = await this.#head(url, signal);
    if (this.#heads.size >= MAX_HEADS) this.#heads.clear();
    this.#heads.set(url, { at: performance.now(), source });
    return source;
  }

  async #head(url: string, signal: AbortSignal): Promise<Source> {
    const answer = await this.#request(url, "HEAD", {}, signal);
    await answer.body.dump();
    const length = Number(answer.headers["content-length"]);
    if (answer.statusCode !== 200 || !Number.isSafeInteger(length))
      throw notFound(url, answer.statusCode === 200 ? "it does not tell its length" : `status ${answer.statusCode}`);
    const tag = answer.headers["etag"] ?? answer.headers["last-modified"] ?? "";
    return {
      size: length,
      stamp: `${length}-${String(tag)}`,
      read: (start, end, readSignal) => this.#read(url, start, end, readSignal),
    };
  }

  async *#read(url: string, start: number, end: number, signal: AbortSignal): AsyncIterable<Uint8Array> {
    if (end <= start) return;
    const answer = await this.#request(url, "GET", { range: `bytes=${start}-${end - 1}` }, signal);
    if (answer.statusCode !== 206 && answer.statusCode !== 200) {
      await answer.body.dump();
      throw notFound(url, `status ${answer.statusCode}`);
    }
    // A server without ranges sends all of it.
    let skip = answer.statusCode === 200 ? start : 0;
    let left = end - start;
    try {
      for await (const chunk of answer.body as AsyncIterable<Uint8Array>) {
        const part = chunk.subarray(Math.min(skip, chunk.length)).subarray(0, left);
        skip = Math.max(0, skip - chunk.length);
        left -= part.length;
        if (part.length > 0) yield part;
        if (left === 0) return;
      }
    } finally {
      answer.body.on("error", () => undefined).destroy();
    }
  }

  async #request(
    url: string,
    method: "GET" | "HEAD",
    headers: Record<string, string>,
    signal: AbortSignal,
  ): Promise<Answer> {
    let target = url;
    for (let hops = 0; hops <= MAX_REDIRECTIONS; hops += 1) {
      const answer = await this.#once(target, method, headers, signal);
      const { location } = answer.headers;
      if (answer.statusCode < 300 || answer.statusCode > 308 || typeof location !== "string") return answer;
      await answer.body.dump();
      target = new URL(location, target).href;
    }
    throw notFound(url, "too many redirections");
  }

  async #once(
    url: string,
    method: "GET" | "HEAD",
    headers: Record<string, string>,
    signal: AbortSignal,
  ): Promise<Answer> {
    try {
      return await request(url, {
        method,
        headers,
        signal,
        headersTimeout: this.#timeoutMs,
        bodyTimeout: this.#timeoutMs,
      });
    } catch (cause) {
      signal.throwIfAborted();
      throw notFound(
        url,
        cause instanceof Error ? ((cause as NodeJS.ErrnoException).code ?? cause.message) : String(cause),
        cause,
      );
    }
  }
}

export function notFound(url: string, why: string, cause?: unknown): DriverError {
  return new DriverError("IMAGE_NOT_FOUND", { reason: `${shownUrl(url)} could not be fetched: ${why}.` }, { cause });
}
