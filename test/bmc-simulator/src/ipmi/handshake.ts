import { randomBytes } from "node:crypto";
import { hmac, sessionKeys } from "./crypto.js";
import { PAYLOAD, plainPlusPacket } from "./packets.js";
import type { IpmiSessions, IpmiUser, Session } from "./sessions.js";
import type { Suite } from "./suites.js";

/** Status codes of RMCP+ and RAKP. Source: IPMI 2.0 rev. 1.1, table 13-15. */
export const STATUS = {
  ok: 0x00,
  noRoom: 0x01,
  invalidSession: 0x02,
  invalidRole: 0x09,
  unauthorizedRole: 0x0a,
  invalidNameLength: 0x0c,
  unauthorizedName: 0x0d,
  badCheckValue: 0x0f,
  noSuite: 0x11,
} as const;

const ADMINISTRATOR = 4;
const MAX_NAME = 16;

/** What the handshake of a BMC needs. */
export interface HandshakeParts {
  readonly sessions: IpmiSessions;
  readonly suites: readonly Suite[];
  readonly users: readonly IpmiUser[];
  /** The system GUID as it is sent. */
  readonly guid: Buffer;
  /** K_G; undefined: the password takes its place. */
  readonly kgKey: Buffer | undefined;
}

/** Opens sessions. Source: IPMI 2.0 rev. 1.1, §13.17 to §13.24. Answers undefined to what is too damaged to be answered. */
export class Handshake {
  readonly #parts: HandshakeParts;

  constructor(parts: HandshakeParts) {
    this.#parts = parts;
  }

  /** Open Session Request → Open Session Response. */
  open(payload: Buffer): Buffer | undefined {
    if (payload.length < 32) return undefined;
    const tag = payload.readUInt8(0);
    const consoleId = payload.readUInt32LE(4);
    const suite = this.#suiteOf(payload);
    if (typeof suite === "number") return refusal(PAYLOAD.openResponse, tag, suite, consoleId);
    const session = this.#parts.sessions.add({ consoleId, suite, random: randomBytes(16) });
    if (session === undefined) return refusal(PAYLOAD.openResponse, tag, STATUS.noRoom, consoleId);
    const wanted = payload.readUInt8(1) & 0x0f;
    session.maxPrivilege = wanted === 0 ? ADMINISTRATOR : Math.min(wanted, ADMINISTRATOR);
    const head = Buffer.from([tag, STATUS.ok, session.maxPrivilege, 0]);
    const answer = Buffer.concat([head, u32(consoleId), u32(session.id), payload.subarray(8, 32)]);
    return plainPlusPacket(PAYLOAD.openResponse, answer);
  }

  /** RAKP 1 → RAKP 2. */
  rakp1(payload: Buffer): Buffer | undefined {
    const { sessions, users, guid } = this.#parts;
    if (payload.length < 28 || payload.length < 28 + payload.readUInt8(27)) return undefined;
    const tag = payload.readUInt8(0);
    const session = sessions.find(payload.readUInt32LE(4));
    if (session === undefined) return refusal(PAYLOAD.rakp2, tag, STATUS.invalidSession, 0);
    if (session.keys !== undefined) return undefined;
    session.consoleRandom = Buffer.from(payload.subarray(8, 24));
    session.role = payload.readUInt8(24);
    session.name = Buffer.from(payload.subarray(28, 28 + payload.readUInt8(27)));
    session.user = users.find(({ username }) => Buffer.from(username).equals(session.name));
    const status = statusOf(session);
    if (status !== STATUS.ok) {
      sessions.remove(session.id);
      return refusal(PAYLOAD.rakp2, tag, status, session.consoleId);
    }
    const code = hmac(
      session.suite,
      passwordOf(session),
      u32(session.consoleId),
      u32(session.id),
      session.consoleRandom,
      session.random,
      guid,
      roleAndName(session),
    );
    const head = Buffer.from([tag, STATUS.ok, 0, 0]);
    const answer = Buffer.concat([head, u32(session.consoleId), session.random, guid, code]);
    return plainPlusPacket(PAYLOAD.rakp2, answer);
  }

  /** RAKP 3 → RAKP 4. */
  rakp3(payload: Buffer): Buffer | undefined {
    const { sessions, guid, kgKey } = this.#parts;
    if (payload.length < 8) return undefined;
    const tag = payload.readUInt8(0);
    const session = sessions.find(payload.readUInt32LE(4));
    if (session?.user === undefined) return refusal(PAYLOAD.rakp4, tag, STATUS.invalidSession, 0);
    if (payload[1] !== STATUS.ok) {
      sessions.remove(session.id);
      return undefined;
    }
    const { suite } = session;
    const password = passwordOf(session);
    const wanted = hmac(suite, password, session.random, u32(session.consoleId), roleAndName(session));
    if (!wanted.equals(payload.subarray(8))) {
      sessions.remove(session.id);
      return refusal(PAYLOAD.rakp4, tag, STATUS.badCheckValue, session.consoleId);
    }
    const sik = hmac(suite, kgKey ?? password, session.consoleRandom, session.random, roleAndName(session));
    session.keys = sessionKeys(suite, sik, password);
    const check = hmac(suite, sik, session.consoleRandom, u32(session.id), guid).subarray(0, suite.checkBytes);
    const head = Buffer.from([tag, STATUS.ok, 0, 0]);
    return plainPlusPacket(PAYLOAD.rakp4, Buffer.concat([head, u32(session.consoleId), check]));
  }

  /** @returns a status when there is no such suite here */
  #suiteOf(payload: Buffer): Suite | number {
    const [authentication, integrity, confidentiality] = [payload[12], payload[20], payload[28]];
    const { suites } = this.#parts;
    const found = suites.find(
      (each) =>
        each.authentication === authentication &&
        each.integrity === integrity &&
        each.confidentiality === confidentiality,
    );
    return found ?? STATUS.noSuite;
  }
}

function statusOf(session: Session): number {
  const role = session.role & 0x0f;
  if (session.name.length > MAX_NAME) return STATUS.invalidNameLength;
  if (session.user === undefined) return STATUS.unauthorizedName;
  if (role > ADMINISTRATOR) return STATUS.invalidRole;
  if (role > session.user.maxPrivilege) return STATUS.unauthorizedRole;
  const limit = role === 0 ? session.user.maxPrivilege : role;
  session.maxPrivilege = Math.min(limit, session.maxPrivilege);
  session.privilege = Math.min(session.privilege, session.maxPrivilege);
  return STATUS.ok;
}

function refusal(type: number, tag: number, status: number, consoleId: number): Buffer {
  return plainPlusPacket(type, Buffer.concat([Buffer.from([tag, status, 0, 0]), u32(consoleId)]));
}

function passwordOf({ user }: Session): Buffer {
  return Buffer.from(user?.password ?? "", "utf8");
}

function roleAndName({ role, name }: Session): Buffer {
  return Buffer.concat([Buffer.from([role, name.length]), name]);
}

function u32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(value);
  return bytes;
}
