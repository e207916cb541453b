/** Bytes read anywhere. Fewer than asked for where they end. */
export interface ByteReader {
  readonly length: number;
  read(offset: number, length: number): Promise<Buffer>;
}
