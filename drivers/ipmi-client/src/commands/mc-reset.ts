import type { IpmiRequester, WriteOptions } from "../client/ipmi-request.js";

const COMMAND = { cold: 0x02, warm: 0x03 } as const;

/**
 * Restarts the BMC itself, not the machine.
 *
 * @remarks
 * Sent once. Many BMCs restart before they answer: the error is then `OUTCOME_UNKNOWN` and is the usual sign of success of
 * a cold reset. Sessions are gone afterwards; the next request logs in again.
 * Source: IPMI 2.0 rev. 1.1, sections 20.2 and 20.3.
 * @throws IpmiError `OUTCOME_UNKNOWN`; C1h where the BMC has no warm reset
 * @public
 */
export async function mcReset(bmc: IpmiRequester, kind: "cold" | "warm", options: WriteOptions = {}): Promise<void> {
  await bmc.request({ ...options, netFn: 0x06, command: COMMAND[kind], idempotent: false });
}
