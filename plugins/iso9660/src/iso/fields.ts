export const SECTOR = 2048;

/** Writes numbers, texts and dates as ECMA-119 §7 and §8 lay them out. */
export class Fields {
  readonly bytes: Buffer;

  constructor(size: number) {
    this.bytes = Buffer.alloc(size);
  }

  u8(at: number, value: number): this {
    this.bytes.writeUInt8(value, at);
    return this;
  }

  /** 16 bit, both byte orders (§7.2.3). */
  u16both(at: number, value: number): this {
    this.bytes.writeUInt16LE(value, at);
    this.bytes.writeUInt16BE(value, at + 2);
    return this;
  }

  /** 32 bit, both byte orders (§7.3.3). */
  u32both(at: number, value: number): this {
    this.bytes.writeUInt32LE(value, at);
    this.bytes.writeUInt32BE(value, at + 4);
    return this;
  }

  text(at: number, length: number, value: string): this {
    this.bytes.fill(0x20, at, at + length);
    this.bytes.write(value.slice(0, length), at, "latin1");
    return this;
  }

  raw(at: number, value: Uint8Array): this {
    this.bytes.set(value, at);
    return this;
  }

  /** 17 bytes (§8.4.26.1); undefined: not specified. */
  longDate(at: number, date: Date | undefined): this {
    const digits = date === undefined ? "0".repeat(16) : date.toISOString().replace(/\D/g, "").slice(0, 16);
    this.bytes.write(digits, at, "latin1");
    this.bytes.writeUInt8(0, at + 16);
    return this;
  }
}

/** 7 bytes (§9.1.5), in UTC. */
export function shortDate(date: Date): Uint8Array {
  return Uint8Array.of(
    date.getUTCFullYear() - 1900,
    date.getUTCMonth() + 1,
    date.getUTCDate(),
    date.getUTCHours(),
    date.getUTCMinutes(),
    date.getUTCSeconds(),
    0,
  );
}

/** Bytes rounded up to whole sectors. */
export function sectors(size: number): number {
  return Math.ceil(size / SECTOR);
}
