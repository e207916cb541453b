import { CODE, type CommandContext, type CommandTable, fail, ok, PRIVILEGE } from "./command.js";
import type { IpmiUser } from "./sessions.js";

const LEVEL_TOO_HIGH = 0x81;
const NO_SUCH_SESSION = 0x87;
/** Channel of the LAN interface, and how commands name the one they came over. */
const LAN_CHANNEL = 1;
const THIS_CHANNEL = 0x0e;
/** User 1 is the one without a name, which is switched off. */
const FIRST_USER = 2;

/** Chassis, SEL, SDR repository, sensors. */
const DEVICE_SUPPORT = 0x87;

const isLan = (data: Buffer): boolean => [LAN_CHANNEL, THIS_CHANNEL].includes((data[0] ?? 0) & 0x0f);
const userAt = ({ users }: CommandContext, id: number): IpmiUser | undefined => users[id - FIRST_USER];

/** Application commands: the BMC itself, sessions, users. Source: IPMI 2.0 rev. 1.1, §20 and §22. */
export const APP_COMMANDS: CommandTable = {
  // Get Device ID (§20.1): provides SDRs, firmware 1.00, IPMI 2.0.
  1: {
    needs: PRIVILEGE.user,
    run: (_data, _session, { manufacturerId: id }) =>
      ok([0x20, 0x81, 0x01, 0x00, 0x02, DEVICE_SUPPORT, id & 0xff, (id >> 8) & 0xff, (id >> 16) & 0xff, 0x01, 0x00]),
  },
  // Cold and warm reset (§20.2, §20.3)
  2: { needs: PRIVILEGE.administrator, run: (_data, _session, { life }) => restart(life) },
  3: { needs: PRIVILEGE.administrator, run: (_data, _session, { life }) => restart(life) },
  // Get Self Test Results (§20.4): no error.
  4: { needs: PRIVILEGE.user, run: () => ok([0x55, 0x00]) },
  // Get System GUID (§22.14)
  55: { needs: PRIVILEGE.user, run: (_data, _session, { guid }) => ok(guid) },
  // Set Session Privilege Level (§22.18)
  59: {
    needs: PRIVILEGE.callback,
    run: (data, session) => {
      const level = (data[0] ?? 0) & 0x0f;
      if (level > session.maxPrivilege) return fail(LEVEL_TOO_HIGH);
      if (level !== 0) session.privilege = level;
      return ok([session.privilege]);
    },
  },
  // Close Session (§22.19)
  60: {
    needs: PRIVILEGE.callback,
    run: (data, session, { sessions }) => {
      if (data.length < 4) return fail(CODE.wrongLength);
      const id = data.readUInt32LE(0);
      if (id !== session.id && session.privilege < PRIVILEGE.administrator) return fail(CODE.noPrivilege);
      return sessions.remove(id) ? ok() : fail(NO_SUCH_SESSION);
    },
  },
  // Get Channel Access (§22.23): always available, up to administrator.
  65: {
    needs: PRIVILEGE.user,
    run: (data) => (isLan(data) ? ok([0x02, PRIVILEGE.administrator]) : fail(CODE.invalidField)),
  },
  // Get Channel Info (§22.24): 802.3 LAN, IPMB protocol, many sessions.
  66: {
    needs: PRIVILEGE.user,
    run: (data, _session, { sessions }) =>
      isLan(data)
        ? ok([LAN_CHANNEL, 0x04, 0x01, 0x80 | Math.min(sessions.count, 0x3f), 0xf2, 0x1b, 0x00, 0x00, 0x00])
        : fail(CODE.invalidField),
  },
  // Get User Access (§22.27)
  68: {
    needs: PRIVILEGE.operator,
    run: (data, _session, context) => {
      if (data.length < 2) return fail(CODE.wrongLength);
      const slots = FIRST_USER - 1 + context.users.length;
      const id = data.readUInt8(1) & 0x3f;
      if (!isLan(data) || id === 0 || id > slots) return fail(CODE.invalidField);
      const user = userAt(context, id);
      return ok([slots, context.users.length | 0x40, 0x00, user === undefined ? 0x0f : 0x10 | user.maxPrivilege]);
    },
  },
  // Get User Name (§22.29)
  70: {
    needs: PRIVILEGE.operator,
    run: (data, _session, context) => {
      const id = (data[0] ?? 0) & 0x3f;
      if (id === 0 || id >= FIRST_USER + context.users.length) return fail(CODE.invalidField);
      const name = Buffer.alloc(16);
      name.write(userAt(context, id)?.username ?? "", "utf8");
      return ok(name);
    },
  },
};

function restart(life: CommandContext["life"]) {
  life.restart();
  return ok();
}
