import { CODE, type CommandAnswer, fail, ok } from "./command.js";
import type { LanRequest } from "./lan-message.js";
import type { Suite } from "./suites.js";

const APP = 0x06;
const LAN_CHANNEL = 1;

/** Commands that are answered without a session. Source: IPMI 2.0 rev. 1.1, §22.13 to §22.15. */
export function runPresession(
  { netFn, command, data }: LanRequest,
  suites: readonly Suite[],
  guid: Buffer,
  hasKg: boolean,
): CommandAnswer {
  if (netFn !== APP) return fail(CODE.noPrivilege);
  switch (command) {
    // Get Channel Authentication Capabilities: IPMI 2.0 alone, users have names, per-message authentication is on.
    case 0x38:
      return ok([LAN_CHANNEL, 0x80, 0x04 | (hasKg ? 0x20 : 0), 0x02, 0, 0, 0, 0]);
    case 0x37:
      return ok(guid);
    // Get Channel Cipher Suites: 16 bytes of the records at a time.
    case 0x54: {
      const records = suites.flatMap(({ id, authentication, integrity, confidentiality }) => [
        0xc0,
        id,
        authentication,
        0x40 | integrity,
        0x80 | confidentiality,
      ]);
      const index = (data[2] ?? 0) & 0x3f;
      return ok([LAN_CHANNEL, ...records.slice(index * 16, index * 16 + 16)]);
    }
    default:
      return fail(CODE.noPrivilege);
  }
}
