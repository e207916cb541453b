import { randomBytes } from "node:crypto";
import { createSocket, type RemoteInfo, type Socket } from "node:dgram";
import type { Faults } from "../faults/faults.js";
import type { BmcLife } from "../machine/bmc-life.js";
import type { Machine } from "../machine/machine.js";
import type { RedfishFlavour } from "../redfish/flavours.js";
import type { Credentials } from "../redfish/sessions.js";
import { type CommandSession, guidOf, runCommand } from "./commands.js";
import { hmac, SUITES, type Suite } from "./crypto.js";
import type { IpmiSettings } from "./ipmi-settings.js";
import {
  type LanRequest,
  lanResponse,
  PAYLOAD,
  plainPlusPacket,
  presessionResponse,
  readLanRequest,
  readPlusPacket,
  readPresession,
  type SessionKeys,
  sessionPacket,
} from "./packets.js";

/** @public */
export interface IpmiBmcOptions extends IpmiSettings {
  readonly machine: Machine;
  readonly faults: Faults;
  readonly life: BmcLife;
  readonly credentials: Credentials;
  readonly flavour: RedfishFlavour;
}

interface Session extends CommandSession {
  readonly id: number;
  readonly consoleId: number;
  readonly suite: Suite;
  readonly random: Buffer;
  keys: SessionKeys | undefined;
  consoleRandom: Buffer;
  role: number;
  name: Buffer;
  isOpen: boolean;
  sequence: number;
}

/** Status codes of RMCP+ and RAKP. Source: IPMI 2.0 rev. 1.1, table 13-15. */
const STATUS = {
  ok: 0x00,
  invalidSession: 0x02,
  badRole: 0x09,
  unauthorizedName: 0x0d,
  badCheckValue: 0x0f,
  noSuite: 0x11,
};
const MAX_SESSIONS = 16;

/** An IPMI 2.0 BMC over UDP. @public */
export class IpmiBmc {
  readonly #options: IpmiBmcOptions;
  readonly #sessions = new Map<number, Session>();
  readonly #socket: Socket = createSocket("udp4");
  #nextId = 0x0200_0001;

  constructor(options: IpmiBmcOptions) {
    this.#options = options;
  }

  /** @returns the port taken */
  async listen(host: string, port: number): Promise<number> {
    this.#socket.on("message", (bytes, from) => this.#receive(bytes, from));
    await new Promise<void>((resolve, reject) => {
      this.#socket.once("error", reject).bind(port, host, () => resolve());
    });
    return this.#socket.address().port;
  }

  async close(): Promise<void> {
    await new Promise<void>((resolve) => this.#socket.close(() => resolve()));
  }

  #receive(bytes: Buffer, from: RemoteInfo): void {
    const answer = this.#answer(bytes);
    if (answer !== undefined && answer.length > 0) this.#socket.send(answer, from.port, from.address);
  }

  #answer(bytes: Buffer): Buffer | undefined {
    if (bytes.length < 4 || bytes[0] !== 0x06) return undefined;
    if (bytes[3] === 0x06) return this.#ping(bytes);
    if (bytes[3] !== 0x07) return undefined;
    const first = readPresession(bytes);
    if (first !== undefined) return this.#beforeSession(first);
    const packet = readPlusPacket(bytes, (id) => this.#sessions.get(id)?.keys);
    if (packet === undefined) return undefined;
    switch (packet.payloadType) {
      case PAYLOAD.openRequest:
        return this.#hit("rmcp", "open") ?? this.#open(packet.payload);
      case PAYLOAD.rakp1:
        return this.#hit("rmcp", "rakp1") ?? this.#rakp1(packet.payload);
      case PAYLOAD.rakp3:
        return this.#hit("rmcp", "rakp3") ?? this.#rakp3(packet.payload);
      case PAYLOAD.ipmi: {
        if (packet.sessionId === 0) {
          const request = readLanRequest(packet.payload);
          return request === undefined ? undefined : this.#beforeSession(request, true);
        }
        return packet.isSigned && packet.isEncrypted ? this.#inSession(packet.sessionId, packet.payload) : undefined;
      }
      default:
        return undefined;
    }
  }

  /** Handshake packets can be lost; an empty answer says so. */
  #hit(netFn: string, command: string): Buffer | undefined {
    const { faults, machine } = this.#options;
    const fault = faults.take({ machine: machine.name, on: "ipmi", path: `${netFn}/${command}` });
    return fault === undefined ? undefined : Buffer.alloc(0);
  }

  /** ASF presence pong. Source: §13.2.4. */
  #ping(bytes: Buffer): Buffer | undefined {
    if (bytes.length < 12 || bytes[8] !== 0x80) return undefined;
    const pong = Buffer.from([
      6,
      0,
      0xff,
      6,
      0,
      0,
      0x11,
      0xbe,
      0x40,
      bytes[9] ?? 0,
      0,
      16,
      0,
      0,
      0x11,
      0xbe,
      0,
      0,
      0,
      0,
      0x81,
    ]);
    return Buffer.concat([pong, Buffer.alloc(7)]);
  }

  #beforeSession(request: LanRequest, isPlus = false): Buffer | undefined {
    const wrap = (message: Buffer) => (isPlus ? plainPlusPacket(PAYLOAD.ipmi, message) : presessionResponse(message));
    const { faults, machine } = this.#options;
    const path = `${request.netFn.toString(16)}/${request.command.toString(16)}`;
    if (faults.take({ machine: machine.name, on: "ipmi", path }) !== undefined) return undefined;
    if (request.netFn !== 0x06) return wrap(lanResponse(request, 0xd4, []));
    // Get Channel Authentication Capabilities (§22.13): IPMI 2.0 only, one-key login.
    if (request.command === 0x38) return wrap(lanResponse(request, 0, [1, 0x80, 0x04, 0x02, 0, 0, 0, 0]));
    // Get Channel Cipher Suites (§22.15)
    if (request.command === 0x54) {
      const records = SUITES.flatMap(({ id, authentication, integrity, confidentiality }) => [
        0xc0,
        id,
        authentication,
        0x40 | integrity,
        0x80 | confidentiality,
      ]);
      const index = (request.data[2] ?? 0) & 0x3f;
      return wrap(lanResponse(request, 0, [1, ...records.slice(index * 16, index * 16 + 16)]));
    }
    return wrap(lanResponse(request, 0xd4, []));
  }

  /** Open Session Request. Source: §13.17. */
  #open(payload: Buffer): Buffer | undefined {
    if (payload.length < 32) return undefined;
    const tag = payload[0] as number;
    const consoleId = payload.readUInt32LE(4);
    const [authentication, integrity, confidentiality] = [payload[12], payload[20], payload[28]];
    const suite = SUITES.find(
      (each) =>
        each.authentication === authentication &&
        each.integrity === integrity &&
        each.confidentiality === confidentiality,
    );
    const isFull = this.#sessions.size >= MAX_SESSIONS;
    if (suite === undefined || isFull) {
      const refusal = Buffer.from([tag, isFull ? 0x01 : STATUS.noSuite, 0, 0, ...payload.subarray(4, 8)]);
      return plainPlusPacket(PAYLOAD.openResponse, refusal);
    }
    const session: Session = {
      id: this.#nextId++,
      consoleId,
      suite,
      random: randomBytes(16),
      keys: undefined,
      consoleRandom: Buffer.alloc(16),
      role: 0,
      name: Buffer.alloc(0),
      isOpen: false,
      sequence: 0,
      privilege: 2,
      maxPrivilege: this.#options.maxPrivilege ?? 4,
      reservation: 0,
    };
    this.#sessions.set(session.id, session);
    const ids = Buffer.alloc(8);
    ids.writeUInt32LE(consoleId, 0);
    ids.writeUInt32LE(session.id, 4);
    return plainPlusPacket(
      PAYLOAD.openResponse,
      Buffer.concat([Buffer.from([tag, 0, session.maxPrivilege, 0]), ids, payload.subarray(8, 32)]),
    );
  }

  /** RAKP 1 → RAKP 2. Source: §13.20 and §13.21. */
  #rakp1(payload: Buffer): Buffer | undefined {
    if (payload.length < 28) return undefined;
    const tag = payload[0] as number;
    const session = this.#sessions.get(payload.readUInt32LE(4));
    if (session === undefined) return refusal(PAYLOAD.rakp2, tag, STATUS.invalidSession, 0);
    const { username } = this.#options.credentials;
    session.consoleRandom = Buffer.from(payload.subarray(8, 24));
    session.role = payload[24] as number;
    session.name = Buffer.from(payload.subarray(28, 28 + (payload[27] as number)));
    const status =
      session.name.toString("utf8") !== username
        ? STATUS.unauthorizedName
        : (session.role & 0x0f) > session.maxPrivilege
          ? STATUS.badRole
          : STATUS.ok;
    if (status !== STATUS.ok) {
      this.#sessions.delete(session.id);
      return refusal(PAYLOAD.rakp2, tag, status, session.consoleId);
    }
    const code = hmac(
      session.suite,
      this.#key(),
      u32(session.consoleId),
      u32(session.id),
      session.consoleRandom,
      session.random,
      guidOf(this.#options.machine),
      roleAndName(session),
    );
    const head = Buffer.from([tag, 0, 0, 0]);
    const body = [head, u32(session.consoleId), session.random, guidOf(this.#options.machine), code];
    return plainPlusPacket(PAYLOAD.rakp2, Buffer.concat(body));
  }

  /** RAKP 3 → RAKP 4. Source: §13.22 and §13.23. */
  #rakp3(payload: Buffer): Buffer | undefined {
    if (payload.length < 8) return undefined;
    const tag = payload[0] as number;
    const session = this.#sessions.get(payload.readUInt32LE(4));
    if (session === undefined) return refusal(PAYLOAD.rakp4, tag, STATUS.invalidSession, 0);
    if (payload[1] !== 0) {
      this.#sessions.delete(session.id);
      return undefined;
    }
    const wanted = hmac(session.suite, this.#key(), session.random, u32(session.consoleId), roleAndName(session));
    if (!wanted.equals(payload.subarray(8))) {
      this.#sessions.delete(session.id);
      return refusal(PAYLOAD.rakp4, tag, STATUS.badCheckValue, session.consoleId);
    }
    const sik = hmac(session.suite, this.#key(), session.consoleRandom, session.random, roleAndName(session));
    const constant = (byte: number) => hmac(session.suite, sik, Buffer.alloc(20, byte));
    session.keys = { suite: session.suite, k1: constant(1), k2: constant(2) };
    session.isOpen = true;
    const check = hmac(session.suite, sik, session.consoleRandom, u32(session.id), guidOf(this.#options.machine));
    return plainPlusPacket(
      PAYLOAD.rakp4,
      Buffer.concat([
        Buffer.from([tag, 0, 0, 0]),
        u32(session.consoleId),
        check.subarray(0, session.suite.signatureBytes),
      ]),
    );
  }

  #inSession(id: number, payload: Buffer): Buffer | undefined {
    const session = this.#sessions.get(id);
    const request = readLanRequest(payload);
    if (session?.keys === undefined || !session.isOpen || request === undefined) return undefined;
    const { faults, machine } = this.#options;
    const path = `${request.netFn.toString(16)}/${request.command.toString(16)}`;
    const fault = faults.take({ machine: machine.name, on: "ipmi", path });
    if (fault?.kind === "drop" || fault?.kind === "hang") return undefined;
    const answer =
      fault?.kind === "completion-code"
        ? { code: fault.code, data: [] }
        : fault?.kind === "garbage"
          ? { code: 0, data: [] }
          : runCommand(machine, request, session);
    if (request.netFn === 0x06 && request.command === 0x3c) this.#sessions.delete(id);
    if (fault?.kind === "lose-answer") return undefined;
    session.sequence += 1;
    const message = lanResponse(request, answer.code, answer.data);
    return sessionPacket(session.keys, session.consoleId, session.sequence, message);
  }

  #key(): Buffer {
    return Buffer.from(this.#options.credentials.password, "utf8");
  }
}

function refusal(type: number, tag: number, status: number, consoleId: number): Buffer {
  return plainPlusPacket(type, Buffer.concat([Buffer.from([tag, status, 0, 0]), u32(consoleId)]));
}

function roleAndName({ role, name }: Session): Buffer {
  return Buffer.concat([Buffer.from([role, name.length]), name]);
}

function u32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(value);
  return bytes;
}
