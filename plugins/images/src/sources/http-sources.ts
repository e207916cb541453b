import { type HttpAnswer, httpRequest, notFound, problem } from "./http-request.js";
import type { Source } from "./source.js";

const HEADS_AGE_MS = 30_000;
const MAX_HEADS = 1000;
/** Servers that sign a URL for GET, or know no HEAD, answer HEAD with these. */
const NO_HEAD: ReadonlySet<number> = new Set([400, 403, 405, 501]);

/** What a server says of a file. */
interface Head {
  readonly size: number;
  readonly marks: Marks;
}

/** The headers by which two answers are told to be of the same file, where the server sends them. */
type Marks = Readonly<Record<(typeof MARKS)[number], string | undefined>>;

const MARKS = ["etag", "last-modified"] as const;

/** Files behind http(s). Heads are asked once in a while, because a BMC reads an image in many small parts. */
export class HttpSources {
  readonly #timeoutMs: number;
  readonly #known = new Map<string, { readonly at: number; readonly source: Source }>();

  /** @param timeoutMs - how long a server may stay silent, in milliseconds */
  constructor(timeoutMs: number) {
    this.#timeoutMs = timeoutMs;
  }

  /** @throws DriverError `IMAGE_NOT_FOUND` with the URL and the reason */
  async open(url: string, signal: AbortSignal): Promise<Source> {
    const known = this.#known.get(url);
    if (known !== undefined && performance.now() - known.at < HEADS_AGE_MS) return known.source;
    const head = await this.#head(url, signal);
    const source: Source = {
      size: head.size,
      stamp: `${head.size}-${head.marks.etag ?? head.marks["last-modified"] ?? ""}`,
      read: (start, end, readSignal) => this.#read(url, head, { start, end }, readSignal),
    };
    if (this.#known.size >= MAX_HEADS) this.#known.clear();
    this.#known.set(url, { at: performance.now(), source });
    return source;
  }

  async #head(url: string, signal: AbortSignal): Promise<Head> {
    const answer = await httpRequest({ url, method: "HEAD", timeoutMs: this.#timeoutMs, signal });
    await answer.body.dump();
    if (NO_HEAD.has(answer.statusCode)) return this.#headByGet(url, signal);
    if (answer.statusCode !== 200) throw notFound(url, `status ${answer.statusCode}`);
    return headOf(url, answer, lengthOf(answer));
  }

  /** The first byte tells of the rest. Source: RFC 9110 §14.4. */
  async #headByGet(url: string, signal: AbortSignal): Promise<Head> {
    const headers = { range: "bytes=0-0" };
    const answer = await httpRequest({ url, method: "GET", headers, timeoutMs: this.#timeoutMs, signal });
    answer.body.on("error", () => undefined).destroy();
    if (answer.statusCode === 206) return headOf(url, answer, contentRange(answer)?.total);
    if (answer.statusCode !== 200) throw notFound(url, `status ${answer.statusCode}`);
    return headOf(url, answer, lengthOf(answer));
  }

  async *#read(url: string, head: Head, range: ByteRange, signal: AbortSignal): AsyncIterable<Uint8Array> {
    const { start, end } = range;
    if (end <= start) return;
    const headers = { range: `bytes=${start}-${end - 1}` };
    const answer = await httpRequest({ url, method: "GET", headers, timeoutMs: this.#timeoutMs, signal });
    try {
      this.#mustBe(url, head, range, answer);
      // A server without ranges sends all of it.
      let skip = answer.statusCode === 200 ? start : 0;
      let left = end - start;
      for await (const chunk of this.#body(url, answer, signal)) {
        const part = chunk.subarray(Math.min(skip, chunk.length)).subarray(0, left);
        skip = Math.max(0, skip - chunk.length);
        left -= part.length;
        if (part.length > 0) yield part;
        if (left === 0) return;
      }
      throw notFound(url, `${left} of the ${end - start} bytes asked for are missing`);
    } finally {
      answer.body.on("error", () => undefined).destroy();
    }
  }

  /** @throws DriverError `IMAGE_NOT_FOUND` unless the answer holds the range of the file that `head` told of */
  #mustBe(url: string, head: Head, { start, end }: ByteRange, answer: HttpAnswer): void {
    const { statusCode } = answer;
    if (statusCode !== 200 && statusCode !== 206 && statusCode !== 416) throw notFound(url, `status ${statusCode}`);
    const range = statusCode === 206 ? contentRange(answer) : undefined;
    const size = statusCode === 200 ? lengthOf(answer) : range?.total;
    const isOther = MARKS.some((name) => differ(marksOf(answer)[name], head.marks[name]));
    if (statusCode === 416 || isOther || differ(size, head.size)) {
      this.#known.delete(url);
      throw notFound(url, "it changed while it was read");
    }
    if (statusCode === 206 && (range?.start !== start || range.end !== end - 1))
      throw notFound(url, "the server sends another range than the one asked for");
  }

  async *#body(url: string, answer: HttpAnswer, signal: AbortSignal): AsyncIterable<Uint8Array> {
    try {
      yield* answer.body as AsyncIterable<Uint8Array>;
    } catch (cause) {
      throw problem(url, cause, this.#timeoutMs, signal);
    }
  }
}

/** From `start` to before `end`. */
interface ByteRange {
  readonly start: number;
  readonly end: number;
}

function headOf(url: string, answer: HttpAnswer, size: number | undefined): Head {
  if (size === undefined) throw notFound(url, "the server does not tell its length");
  return { size, marks: marksOf(answer) };
}

function lengthOf({ headers }: HttpAnswer): number | undefined {
  const text = headers["content-length"];
  return typeof text === "string" && /^\d{1,15}$/.test(text) ? Number(text) : undefined;
}

function marksOf({ headers }: HttpAnswer): Marks {
  const text = (value: string | string[] | undefined) => (typeof value === "string" ? value : undefined);
  return { etag: text(headers["etag"]), "last-modified": text(headers["last-modified"]) };
}

function differ<T>(one: T | undefined, other: T | undefined): boolean {
  return one !== undefined && other !== undefined && one !== other;
}

function contentRange({
  headers,
}: HttpAnswer): { readonly start: number; readonly end: number; readonly total?: number } | undefined {
  const match = /^bytes (\d+)-(\d+)\/(\d+|\*)$/.exec(String(headers["content-range"] ?? "").trim());
  if (match === null) return undefined;
  const [start, end, total] = [Number(match[1]), Number(match[2]), Number(match[3])];
  return Number.isNaN(total) ? { start, end } : { start, end, total };
}
