import type { ByteReader } from "./byte-reader.js";

export function bufferReader(bytes: Buffer): ByteReader {
  return { length: bytes.length, read: async (offset, length) => bytes.subarray(offset, offset + length) };
}
