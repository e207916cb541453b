/** Bytes that can be read in part, any number of times. @public */
export interface RangeSource {
  readonly size: number;
  /** Bytes from `start` to before `end`. Throws when they cannot be read. */
  read(start: number, end: number, signal: AbortSignal): AsyncIterable<Uint8Array>;
}

/** A source over bytes in memory. @public */
export function bytesSource(bytes: Uint8Array): RangeSource {
  return {
    size: bytes.length,
    async *read(start, end) {
      yield bytes.subarray(start, end);
    },
  };
}

/** One part of an image; parts neither overlap nor reach past its end, and what lies between them is zero. */
export interface Segment {
  readonly offset: number;
  readonly source: RangeSource;
}

const ZEROS = new Uint8Array(64 * 1024);

/** Joins segments to one source of `size` bytes. */
export function segmented(size: number, segments: readonly Segment[]): RangeSource {
  const sorted = segments.filter(({ source }) => source.size > 0).toSorted((a, b) => a.offset - b.offset);
  return {
    size,
    async *read(start, end, signal) {
      if (start < 0 || end > size || start > end) throw new RangeError(`bytes ${start} to ${end} of ${size}`);
      let at = start;
      for (const { offset, source } of sorted) {
        if (offset + source.size <= at) continue;
        if (offset >= end) break;
        yield* zeros(offset - at);
        at = Math.max(at, offset);
        const stop = Math.min(end, offset + source.size);
        let read = 0;
        for await (const chunk of source.read(at - offset, stop - offset, signal)) {
          read += chunk.length;
          if (read > stop - at) break;
          yield chunk;
        }
        if (read !== stop - at) throw new Error(`a part of the image is ${read} bytes long instead of ${stop - at}`);
        at = stop;
      }
      yield* zeros(end - at);
    },
  };
}

function* zeros(count: number): Iterable<Uint8Array> {
  for (let left = count; left > 0; left -= ZEROS.length) yield ZEROS.subarray(0, Math.min(left, ZEROS.length));
}

/** All bytes of a source. @throws Error when they are more or less than its size @public */
export async function readAll(source: RangeSource, signal: AbortSignal): Promise<Uint8Array> {
  const bytes = new Uint8Array(source.size);
  let at = 0;
  for await (const chunk of source.read(0, source.size, signal)) {
    if (at + chunk.length > bytes.length) throw new Error(`more than the ${source.size} bytes that were told`);
    bytes.set(chunk, at);
    at += chunk.length;
  }
  if (at !== bytes.length) throw new Error(`${at} bytes instead of ${source.size}`);
  return bytes;
}
