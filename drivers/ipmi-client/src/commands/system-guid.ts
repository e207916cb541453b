import type { CommandOptions, IpmiRequester } from "../client/ipmi-request.js";
import { shortAnswer } from "./short-answer.js";

/** How a BMC orders the bytes of a GUID; they do not say, so the caller has to know. @public */
export type GuidEncoding = "ipmi" | "smbios" | "rfc4122";

/** The 16 bytes of Get System GUID as sent. Source: IPMI 2.0 rev. 1.1, section 22.14. @public */
export async function getSystemGuid(bmc: IpmiRequester, options: CommandOptions = {}): Promise<Buffer> {
  const data = await bmc.request({ ...options, netFn: 0x06, command: 0x37, idempotent: true });
  if (data.length < 16) throw shortAnswer("Get System GUID", data.length, 16);
  return data.subarray(0, 16);
}

/**
 * Writes the GUID as text, lower case.
 *
 * @param encoding - `ipmi`: all bytes reversed, as section 20.8 has it; `smbios`: the first three fields little-endian, as
 *   most BMCs send it; `rfc4122`: in the order of the text
 * @public
 */
export function formatGuid(bytes: Uint8Array, encoding: GuidEncoding): string {
  const b = Buffer.from(bytes);
  if (encoding === "ipmi") b.reverse();
  if (encoding === "smbios") {
    b.subarray(0, 4).reverse();
    b.subarray(4, 6).reverse();
    b.subarray(6, 8).reverse();
  }
  const hex = b.toString("hex");
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20, 32)].join("-");
}
