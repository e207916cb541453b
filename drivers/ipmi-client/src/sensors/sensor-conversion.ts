/** How raw readings become values. Source: IPMI 2.0 rev. 1.1, section 36.3. @public */
export interface SensorFactors {
  readonly m: number;
  readonly b: number;
  /** K1: exponent of B. */
  readonly bExponent: number;
  /** K2: exponent of the result. */
  readonly resultExponent: number;
}

/** How to read a raw byte; `none`: the sensor has no analog reading. @public */
export type AnalogFormat = "unsigned" | "ones-complement" | "twos-complement" | "none";

/**
 * Linearization functions by number.
 * @remarks Source: IPMI 2.0 rev. 1.1, table 43-1, byte 24.
 */
const LINEARIZATIONS: readonly ((x: number) => number)[] = [
  (x) => x,
  Math.log,
  Math.log10,
  Math.log2,
  Math.exp,
  (x) => 10 ** x,
  (x) => 2 ** x,
  (x) => 1 / x,
  (x) => x * x,
  (x) => x ** 3,
  Math.sqrt,
  Math.cbrt,
];

/** Non-linear sensors have other factors for every reading: ask for them first. @internal */
export function needsReadingFactors(linearization: number): boolean {
  return linearization >= 0x70 && linearization <= 0x7f;
}

/** The number that a raw byte stands for. @internal */
export function signedReading(raw: number, format: AnalogFormat): number {
  if (format === "twos-complement") return raw > 127 ? raw - 256 : raw;
  if (format === "ones-complement") return raw > 127 ? raw - 255 : raw;
  return raw;
}

/**
 * y = L[(M·x + B·10^K1)·10^K2]; `undefined` where that has no finite value or the sensor has no analog reading.
 * @public
 */
export function convertReading(
  raw: number,
  format: AnalogFormat,
  factors: SensorFactors,
  linearization: number,
): number | undefined {
  if (format === "none") return undefined;
  const linear = needsReadingFactors(linearization) ? LINEARIZATIONS[0] : LINEARIZATIONS[linearization];
  if (linear === undefined) return undefined;
  const sum = factors.m * signedReading(raw, format) + scale(factors.b, factors.bExponent);
  const value = linear(scale(sum, factors.resultExponent));
  return Number.isFinite(value) ? value : undefined;
}

/** Divides for negative exponents: 25 / 100 is 0.25, but 25 · 10^-2 has a rounding error. */
function scale(value: number, exponent: number): number {
  return exponent < 0 ? value / 10 ** -exponent : value * 10 ** exponent;
}

/** Reads M, B, K1 and K2 from the 6 bytes that start with the low byte of M. @internal */
export function decodeFactors(bytes: Buffer): SensorFactors {
  const [mLow = 0, mHigh = 0, bLow = 0, bHigh = 0, , exponents = 0] = bytes;
  return {
    m: signed(((mHigh & 0xc0) << 2) | mLow, 10),
    b: signed(((bHigh & 0xc0) << 2) | bLow, 10),
    bExponent: signed(exponents & 0x0f, 4),
    resultExponent: signed(exponents >> 4, 4),
  };
}

function signed(value: number, bits: number): number {
  return value >= 2 ** (bits - 1) ? value - 2 ** bits : value;
}
