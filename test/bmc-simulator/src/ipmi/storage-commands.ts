import { CODE, type CommandTable, fail, ok, PRIVILEGE } from "./command.js";
import { sensorRecords } from "./sdr.js";

/** What such BMCs have room for in one answer. */
const MAX_PART = 32;
const SDR_VERSION = 0x51;
const SEL_VERSION = 0x51;
/** Bytes that the SEL has room for. */
const SEL_FREE = 0x4000;

const u16 = (value: number): readonly number[] => [value & 0xff, value >> 8];
const u32 = (value: number): readonly number[] => [...u16(value & 0xffff), ...u16(Math.floor(value / 0x1_0000))];

/** Storage commands: SDR repository and the event log, in which nothing is ever logged. Source: IPMI 2.0 rev. 1.1, §31 and §33. */
export const STORAGE_COMMANDS: CommandTable = {
  // Get SDR Repository Info (§33.9): reservations are supported, changes are not.
  32: {
    needs: PRIVILEGE.user,
    run: (_data, _session, { machine }) =>
      ok([SDR_VERSION, ...u16(sensorRecords(machine).length), 0, 0, ...u32(0), ...u32(0), 0x02]),
  },
  // Reserve SDR Repository (§33.11)
  34: {
    needs: PRIVILEGE.user,
    run: (_data, session) => {
      session.reservation = (session.reservation % 0xffff) + 1;
      return ok(u16(session.reservation));
    },
  },
  // Get SDR (§33.12)
  35: {
    needs: PRIVILEGE.user,
    run: (data, session, { machine }) => {
      if (data.length < 6) return fail(CODE.wrongLength);
      const [reservation, id] = [data.readUInt16LE(0), data.readUInt16LE(2)];
      const [offset, wanted] = [data.readUInt8(4), data.readUInt8(5)];
      if (offset !== 0 && reservation !== session.reservation) return fail(CODE.reservationCancelled);
      const records = sensorRecords(machine);
      const at =
        id === 0 ? 0 : id === 0xffff ? records.length - 1 : records.findIndex((each) => each.readUInt16LE(0) === id);
      const record = records[at];
      if (record === undefined) return fail(CODE.notThere);
      const length = wanted === 0xff ? record.length - offset : wanted;
      if (length > MAX_PART) return fail(CODE.tooManyBytes);
      if (offset >= record.length) return fail(CODE.invalidField);
      const next = records[at + 1]?.readUInt16LE(0) ?? 0xffff;
      return ok([...u16(next), ...record.subarray(offset, offset + length)]);
    },
  },
  // Get SEL Info (§31.2): empty, and no operation on it is supported.
  64: { needs: PRIVILEGE.user, run: () => ok([SEL_VERSION, ...u16(0), ...u16(SEL_FREE), ...u32(0), ...u32(0), 0x00]) },
  // Get SEL Entry (§31.5)
  67: { needs: PRIVILEGE.user, run: () => fail(CODE.notThere) },
  // Get SEL Time (§31.10)
  72: { needs: PRIVILEGE.user, run: () => ok(u32(Math.floor(Date.now() / 1000))) },
};
