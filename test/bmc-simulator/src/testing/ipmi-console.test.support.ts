import { randomBytes } from "node:crypto";
import { createSocket, type Socket } from "node:dgram";
import { once } from "node:events";
import { onTestFinished } from "vitest";
import { hmac, type SessionKeys, sessionKeys } from "../ipmi/crypto.js";
import { PAYLOAD, plainPlusPacket, readPlusPacket, sessionPacket } from "../ipmi/packets.js";
import { type CipherSuiteId, SUITES } from "../ipmi/suites.js";
import type { SimulatedMachine } from "../rack/simulated-machine.js";

export interface ConsoleOptions {
  readonly suite?: CipherSuiteId;
  readonly username?: string;
  readonly password?: string;
  /** Level asked for; default 4. */
  readonly privilege?: number;
  readonly kgKey?: Buffer;
}

/** How a handshake ended: the status of the message that refused, or an open session. */
export type Opened = { readonly refused: "open" | "rakp2" | "rakp4"; readonly status: number } | "open" | "no answer";

const u32 = (value: number): Buffer => {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(value);
  return bytes;
};
const checksum = (bytes: Uint8Array): number => (0x100 - bytes.reduce((sum, byte) => (sum + byte) & 0xff, 0)) & 0xff;

/** The other side of RMCP+, one packet at a time and without retries. */
export class IpmiConsole {
  readonly #socket: Socket = createSocket("udp4");
  readonly #port: number;
  readonly #options: Required<Omit<ConsoleOptions, "kgKey">> & Pick<ConsoleOptions, "kgKey">;
  #keys: SessionKeys | undefined;
  #bmcId = 0;
  #sequence = 0;
  #message = 0;

  constructor({ ipmi }: SimulatedMachine, options: ConsoleOptions = {}) {
    if (ipmi === undefined) throw new Error("the machine has no IPMI");
    this.#port = ipmi.port;
    this.#options = { suite: 17, username: ipmi.username, password: ipmi.password, privilege: 4, ...options };
    onTestFinished(() => void this.#socket.close());
  }

  get sessionId(): number {
    return this.#bmcId;
  }

  async open(): Promise<Opened> {
    const { username, privilege, kgKey } = this.#options;
    const suite = SUITES[this.#options.suite];
    const [password, name] = [Buffer.from(this.#options.password), Buffer.from(username)];
    const ownId = 0xa0a1a2a3;
    const algorithm = (type: number, value: number) => [type, 0, 0, 8, value, 0, 0, 0];
    const algorithms = [
      ...algorithm(0, suite.authentication),
      ...algorithm(1, suite.integrity),
      ...algorithm(2, suite.confidentiality),
    ];
    const opened = await this.#exchange(PAYLOAD.openRequest, [1, privilege, 0, 0, ...u32(ownId), ...algorithms]);
    if (opened === undefined) return "no answer";
    if (opened[1] !== 0) return { refused: "open", status: opened.readUInt8(1) };
    this.#bmcId = opened.readUInt32LE(8);
    const random = randomBytes(16);
    const role = privilege | 0x10;
    const roleAndName = Buffer.concat([Buffer.from([role, name.length]), name]);
    const rakp1 = [2, 0, 0, 0, ...u32(this.#bmcId), ...random, role, 0, 0, name.length, ...name];
    const rakp2 = await this.#exchange(PAYLOAD.rakp1, rakp1);
    if (rakp2 === undefined) return "no answer";
    if (rakp2[1] !== 0) return { refused: "rakp2", status: rakp2.readUInt8(1) };
    const [bmcRandom, guid] = [rakp2.subarray(8, 24), rakp2.subarray(24, 40)];
    const code = hmac(suite, password, bmcRandom, u32(ownId), roleAndName);
    const rakp4 = await this.#exchange(PAYLOAD.rakp3, [3, 0, 0, 0, ...u32(this.#bmcId), ...code]);
    if (rakp4 === undefined) return "no answer";
    if (rakp4[1] !== 0) return { refused: "rakp4", status: rakp4.readUInt8(1) };
    const sik = hmac(suite, kgKey ?? password, random, bmcRandom, roleAndName);
    const check = hmac(suite, sik, random, u32(this.#bmcId), guid).subarray(0, suite.checkBytes);
    if (!check.equals(rakp4.subarray(8))) throw new Error("the BMC's check value of RAKP 4 is wrong");
    this.#keys = sessionKeys(suite, sik, password);
    return "open";
  }

  /** Opens and asks for the level. */
  async login(): Promise<this> {
    const opened = await this.open();
    if (opened !== "open") throw new Error(`no session: ${JSON.stringify(opened)}`);
    await this.ask(0x06, 0x3b, this.#options.privilege);
    return this;
  }

  /** @returns completion code and data; empty when there is no code; undefined when there is no answer */
  async ask(netFn: number, command: number, ...data: readonly number[]): Promise<Buffer | undefined> {
    return this.resend(this.packet(netFn, command, ...data));
  }

  /** A packet of the session, numbered. */
  packet(netFn: number, command: number, ...data: readonly number[]): Buffer {
    if (this.#keys === undefined) throw new Error("no session");
    this.#sequence += 1;
    return sessionPacket(this.#keys, this.#bmcId, this.#sequence, this.#lanRequest(netFn, command, data));
  }

  async resend(packet: Buffer): Promise<Buffer | undefined> {
    const answer = await this.raw(packet);
    if (answer === undefined) return undefined;
    const { payload } = readPlusPacket(answer, () => this.#keys) ?? {};
    if (payload === undefined) throw new Error("the answer is not signed as it should be");
    return payload.subarray(6, -1);
  }

  /** A command without a session, in a packet of IPMI 1.5. */
  async presession(netFn: number, command: number, ...data: readonly number[]): Promise<Buffer | undefined> {
    const message = this.#lanRequest(netFn, command, data);
    const head = Buffer.from([0x06, 0x00, 0xff, 0x07, 0, 0, 0, 0, 0, 0, 0, 0, 0, message.length]);
    return (await this.raw(Buffer.concat([head, message])))?.subarray(20, -1);
  }

  skip(count: number): void {
    this.#sequence += count;
  }

  async raw(packet: Buffer, waitMs = 300): Promise<Buffer | undefined> {
    const signal = AbortSignal.timeout(waitMs);
    const answered = once(this.#socket, "message", { signal }).then(
      ([bytes]) => bytes as Buffer,
      () => undefined,
    );
    this.#socket.send(packet, this.#port, "127.0.0.1");
    return answered;
  }

  async #exchange(type: number, payload: readonly number[]): Promise<Buffer | undefined> {
    return (await this.raw(plainPlusPacket(type, Buffer.from(payload))))?.subarray(16);
  }

  #lanRequest(netFn: number, command: number, data: readonly number[]): Buffer {
    this.#message = (this.#message + 1) & 0x3f;
    const head = Buffer.from([0x20, netFn << 2]);
    const body = Buffer.from([0x81, this.#message << 2, command, ...data]);
    return Buffer.concat([head, Buffer.from([checksum(head)]), body, Buffer.from([checksum(body)])]);
  }
}
