import { DriverError } from "@steelyard/interfaces";

/** At least NetFn and command; numbers in the spellings of C. */
export const RAW_BYTES_PATTERN =
  "^\\s*(0[xX][0-9a-fA-F]{1,2}|[0-9]{1,3})(\\s+(0[xX][0-9a-fA-F]{1,2}|[0-9]{1,3}))+\\s*$";

/**
 * Reads the bytes of `send_raw` as `ipmitool raw` does: `0x` for hexadecimal, a leading 0 for octal, else decimal.
 *
 * @throws DriverError `INVALID_PARAMETER`; the text is not shown, for it may hold a password
 */
export function parseRawBytes(text: string): Uint8Array {
  const words = text.trim().split(/\s+/);
  if (words.length < 2)
    throw new DriverError("INVALID_PARAMETER", { reason: "raw_bytes has to start with NetFn and command." });
  return Uint8Array.from(
    words.map((word, index) => {
      const value = numberOf(word);
      if (Number.isInteger(value) && value <= 0xff) return value;
      throw new DriverError("INVALID_PARAMETER", { reason: `Word ${index + 1} of raw_bytes is not a byte.` });
    }),
  );
}

function numberOf(word: string): number {
  if (/^0x[0-9a-f]+$/i.test(word)) return Number.parseInt(word, 16);
  if (/^0[0-7]+$/.test(word)) return Number.parseInt(word, 8);
  return /^(0|[1-9]\d*)$/.test(word) ? Number(word) : Number.NaN;
}
