const BCD_PLUS = "0123456789 -.:,_";

/**
 * An ID string by its type/length byte; the bytes follow it.
 * @remarks Source: IPMI 2.0 rev. 1.1, section 43.15.
 * @internal
 */
export function decodeSdrText(typeLength: number, bytes: Buffer): string {
  const text = bytes.subarray(0, typeLength & 0x1f);
  return [unicode, bcdPlus, sixBit, latin1][typeLength >> 6]?.(text).replace(/\0.*$/s, "").trim() ?? "";
}

function unicode(bytes: Buffer): string {
  return bytes.toString("utf8");
}

function bcdPlus(bytes: Buffer): string {
  return [...bytes].map((byte) => `${BCD_PLUS[byte >> 4]}${BCD_PLUS[byte & 0x0f]}`).join("");
}

/** Four characters in three bytes, least significant bits first, each plus 20h. */
function sixBit(bytes: Buffer): string {
  let text = "";
  for (let bit = 0; bit + 6 <= bytes.length * 8; bit += 6) {
    const pair = (bytes[bit >> 3] ?? 0) | ((bytes[(bit >> 3) + 1] ?? 0) << 8);
    text += String.fromCharCode(0x20 + ((pair >> (bit & 7)) & 0x3f));
  }
  return text;
}

function latin1(bytes: Buffer): string {
  return bytes.toString("latin1");
}
