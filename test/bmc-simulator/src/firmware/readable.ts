/** Bytes that firmware reads in parts: a medium, or a partition of one. */
export interface Readable {
  /** Fewer bytes than asked for where the medium ends. */
  read(offset: number, length: number): Promise<Buffer>;
}

/** A part of a medium. */
export function part(whole: Readable, start: number): Readable {
  return { read: (offset, length) => whole.read(start + offset, length) };
}
