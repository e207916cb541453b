import { createCipheriv, createDecipheriv, createHash, createHmac, randomBytes } from "node:crypto";
import { createSocket, type RemoteInfo, type Socket } from "node:dgram";
import { once } from "node:events";

/**
 * A BMC of the specification for tests: IPMI 2.0 over UDP with suites 3, 8, 12, 17. It shares no code with the client, and
 * `test-bmc.interop.test.ts` holds it against ipmitool and FreeIPMI.
 */
export interface TestBmcOptions {
  readonly suites?: readonly number[];
  readonly username?: string;
  readonly password?: string;
  readonly kg?: Buffer;
  /** Highest privilege level of the user; default 4. */
  readonly privilegeLimit?: number;
  /** What Open Session answers for a suite that is not offered; default 11h. */
  readonly rejection?: number;
  /** Answers by `netFn << 8 | command`: completion code, then data. `undefined`: no answer. */
  readonly commands?: Readonly<Record<number, (data: Buffer, lun: number) => readonly number[] | undefined>>;
  readonly maxSessions?: number;
  /** Default 127.0.0.1. */
  readonly address?: "127.0.0.1" | "::1";
}

type Hash = "sha1" | "md5" | "sha256";
interface Suite {
  readonly algorithms: readonly [number, number, number];
  readonly hash: Hash;
  readonly check: number;
}
const SUITES: Readonly<Record<number, Suite>> = {
  3: { algorithms: [1, 1, 1], hash: "sha1", check: 12 },
  8: { algorithms: [2, 2, 1], hash: "md5", check: 16 },
  12: { algorithms: [2, 3, 1], hash: "md5", check: 16 },
  17: { algorithms: [3, 4, 1], hash: "sha256", check: 16 },
};

interface Session {
  readonly suite: Suite;
  readonly consoleId: number;
  readonly id: number;
  readonly random: Buffer;
  consoleRandom: Buffer;
  roleAndName: Buffer;
  sik: Buffer;
  isActive: boolean;
  sent: number;
  readonly seen: Set<number>;
  highest: number;
}

const GUID = Buffer.from("00112233445566778899aabbccddeeff", "hex");

function le32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(value);
  return bytes;
}

function sumTo0(bytes: Buffer): number {
  return (0x100 - (bytes.reduce((sum, byte) => sum + byte, 0) & 0xff)) & 0xff;
}

export class TestBmc {
  /** `netFn << 8 | command` of everything executed inside sessions, in order. */
  readonly executed: { readonly command: number; readonly data: Buffer }[] = [];
  readonly sessions = new Map<number, Session>();
  /** Where packets came from. */
  readonly peers = new Set<string>();
  readonly #socket: Socket;
  readonly #options: TestBmcOptions;
  #watchers: (() => void)[] = [];
  #nextId = 0x1000;
  isMute = false;
  /** Requests in sessions that were there at once, each answered one turn of the event loop later. */
  mostInFlight = 0;
  #inFlight = 0;
  #isStopped = false;

  constructor(options: TestBmcOptions = {}) {
    this.#options = options;
    this.#socket = createSocket(options.address === "::1" ? "udp6" : "udp4");
    this.#socket.on("message", (datagram, from) => {
      this.peers.add(`${from.address}:${from.port}`);
      if (!this.isMute) this.#receive(datagram, from);
      this.#changed();
    });
  }

  static async start(options: TestBmcOptions = {}): Promise<TestBmc> {
    const bmc = new TestBmc(options);
    bmc.#socket.bind(0, options.address ?? "127.0.0.1");
    await once(bmc.#socket, "listening");
    return bmc;
  }

  get port(): number {
    return this.#socket.address().port;
  }

  count(command: number): number {
    return this.executed.filter((entry) => entry.command === command).length;
  }

  /** As after a restart of the BMC. */
  forgetSessions(): void {
    this.sessions.clear();
  }

  async until(condition: () => boolean): Promise<void> {
    while (!condition()) await new Promise<void>((resolve) => this.#watchers.push(resolve));
  }

  async stop(): Promise<void> {
    this.#isStopped = true;
    const closed = once(this.#socket, "close");
    this.#socket.close();
    await closed;
  }

  #receive(datagram: Buffer, from: RemoteInfo): void {
    if (datagram.length < 14 || datagram.readUInt8(0) !== 6) return;
    if (datagram.readUInt8(4) === 0) this.#outsideSession(datagram.subarray(14), from);
    else if (datagram.readUInt8(4) === 6) this.#rmcpPlus(datagram, from);
  }

  #changed(): void {
    const watchers = this.#watchers;
    this.#watchers = [];
    for (const watcher of watchers) watcher();
  }

  #send(bytes: Buffer, to: RemoteInfo): void {
    this.#socket.send(bytes, to.port, to.address);
  }

  #outsideSession(message: Buffer, from: RemoteInfo): void {
    if (message.readUInt8(5) !== 0x38) return;
    const status = 0x04 | (this.#options.kg === undefined ? 0 : 0x20);
    const answer = this.#answer(message, [0, 1, 0x80, status, 0x02, 0, 0, 0, 0]);
    this.#send(
      Buffer.concat([Buffer.from("0600ff07000000000000000000", "hex"), Buffer.from([answer.length]), answer]),
      from,
    );
  }

  #answer(request: Buffer, body: readonly number[]): Buffer {
    const head = Buffer.from([request.readUInt8(3), (request.readUInt8(1) & 0xfc) + 4]);
    const rest = Buffer.from([request.readUInt8(0), request.readUInt8(4), request.readUInt8(5), ...body]);
    return Buffer.concat([head, Buffer.from([sumTo0(head)]), rest, Buffer.from([sumTo0(rest)])]);
  }

  #plain(type: number, payload: Buffer, to: RemoteInfo): void {
    const header = Buffer.from([6, 0, 0xff, 7, 6, type, 0, 0, 0, 0, 0, 0, 0, 0, payload.length, 0]);
    this.#send(Buffer.concat([header, payload]), to);
  }

  #rmcpPlus(datagram: Buffer, from: RemoteInfo): void {
    const type = datagram.readUInt8(5);
    const payload = datagram.subarray(16, 16 + datagram.readUInt16LE(14));
    if (type === 0x10) this.#openSession(payload, from);
    else if (type === 0x12) this.#rakp1(payload, from);
    else if (type === 0x14) this.#rakp3(payload, from);
    else if (type === 0xc0) this.#inSession(datagram, from);
  }

  #openSession(request: Buffer, from: RemoteInfo): void {
    const wanted = [request.readUInt8(12), request.readUInt8(20), request.readUInt8(28)];
    const offered = this.#options.suites ?? [3, 8, 12, 17];
    const suite = offered.map((id) => SUITES[id]).find((row) => row?.algorithms.join() === wanted.join());
    const tag = request.readUInt8(0);
    const consoleId = request.readUInt32LE(4);
    const isFull = this.sessions.size >= (this.#options.maxSessions ?? 100);
    if (suite === undefined || isFull) {
      this.#plain(0x11, Buffer.from([tag, suite === undefined ? (this.#options.rejection ?? 0x11) : 0x01]), from);
      return;
    }
    const id = this.#nextId++;
    const none = Buffer.alloc(0);
    const fresh = { consoleRandom: none, roleAndName: none, sik: none, isActive: false, sent: 0, highest: 0 };
    this.sessions.set(id, { ...fresh, suite, consoleId, id, random: randomBytes(16), seen: new Set() });
    const algorithms = wanted.flatMap((algorithm, kind) => [kind, 0, 0, 8, algorithm, 0, 0, 0]);
    const head = Buffer.from([tag, 0, 4, 0]);
    this.#plain(0x11, Buffer.concat([head, le32(consoleId), le32(id), Buffer.from(algorithms)]), from);
  }

  #hmac(session: Session, key: Buffer, ...parts: Buffer[]): Buffer {
    return createHmac(session.suite.hash, key).update(Buffer.concat(parts)).digest();
  }

  get #password(): Buffer {
    return Buffer.from(this.#options.password ?? "secret");
  }

  #rakp1(request: Buffer, from: RemoteInfo): void {
    const session = this.sessions.get(request.readUInt32LE(4));
    // Like many BMCs, takes each message of the handshake once.
    if (session === undefined || session.consoleRandom.length > 0) return;
    session.consoleRandom = Buffer.from(request.subarray(8, 24));
    const name = request.subarray(28, 28 + request.readUInt8(27));
    session.roleAndName = Buffer.concat([Buffer.from([request.readUInt8(24), name.length]), name]);
    const head = Buffer.from([request.readUInt8(0), 0, 0, 0]);
    const { consoleRandom, random, roleAndName } = session;
    if (name.toString() !== (this.#options.username ?? "admin")) {
      this.sessions.delete(session.id);
      head[1] = 0x0d;
      this.#plain(0x13, Buffer.concat([head, le32(session.consoleId)]), from);
      return;
    }
    const ids = [le32(session.consoleId), le32(session.id)];
    const code = this.#hmac(session, this.#password, ...ids, consoleRandom, random, GUID, roleAndName);
    session.sik = this.#hmac(session, this.#options.kg ?? this.#password, consoleRandom, random, roleAndName);
    this.#plain(0x13, Buffer.concat([head, le32(session.consoleId), random, GUID, code]), from);
  }

  #rakp3(request: Buffer, from: RemoteInfo): void {
    const session = this.sessions.get(request.readUInt32LE(4));
    if (session === undefined || session.isActive) return;
    if (request.readUInt8(1) !== 0) {
      this.sessions.delete(session.id);
      return;
    }
    const code = this.#hmac(session, this.#password, session.random, le32(session.consoleId), session.roleAndName);
    const isRight = code.equals(request.subarray(8));
    const head = Buffer.from([request.readUInt8(0), isRight ? 0 : 0x0f, 0, 0]);
    const check = this.#hmac(session, session.sik, session.consoleRandom, le32(session.id), GUID);
    if (isRight) session.isActive = true;
    else this.sessions.delete(session.id);
    const proof = isRight ? check.subarray(0, session.suite.check) : Buffer.alloc(0);
    this.#plain(0x15, Buffer.concat([head, le32(session.consoleId), proof]), from);
  }

  #mac(session: Session, signed: Buffer): Buffer {
    if (session.suite.algorithms[1] === 3) {
      const key = Buffer.concat([this.#password, Buffer.alloc(20 - this.#password.length)]);
      return createHash("md5")
        .update(Buffer.concat([key, signed, key]))
        .digest();
    }
    const k1 = this.#hmac(session, session.sik, Buffer.alloc(20, 1));
    return this.#hmac(session, k1, signed).subarray(0, session.suite.check);
  }

  #k2(session: Session): Buffer {
    return this.#hmac(session, session.sik, Buffer.alloc(20, 2)).subarray(0, 16);
  }

  #inSession(datagram: Buffer, from: RemoteInfo): void {
    const session = this.sessions.get(datagram.readUInt32LE(6));
    if (session === undefined || !session.isActive) return;
    const end = datagram.length - session.suite.check;
    if (!this.#mac(session, datagram.subarray(4, end)).equals(datagram.subarray(end))) return;
    const sequence = datagram.readUInt32LE(10);
    // Section 6.12.13: within 16 behind and 15 ahead, each number once.
    if (session.seen.has(sequence) || sequence < session.highest - 16 || sequence > session.highest + 15) return;
    session.seen.add(sequence);
    session.highest = Math.max(session.highest, sequence);
    const iv = datagram.subarray(16, 32);
    const decipher = createDecipheriv("aes-128-cbc", this.#k2(session), iv).setAutoPadding(false);
    const plain = Buffer.concat([
      decipher.update(datagram.subarray(32, 16 + datagram.readUInt16LE(14))),
      decipher.final(),
    ]);
    const padBytes = plain.readUInt8(plain.length - 1);
    const message = plain.subarray(0, plain.length - 1 - padBytes);
    const body = this.#execute(session, message);
    this.mostInFlight = Math.max(this.mostInFlight, ++this.#inFlight);
    setImmediate(() => {
      this.#inFlight--;
      if (body !== undefined && !this.#isStopped) this.#sendInSession(session, this.#answer(message, body), from);
    });
  }

  #execute(session: Session, message: Buffer): readonly number[] | undefined {
    const netFn = message.readUInt8(1) >> 2;
    const command = (netFn << 8) | message.readUInt8(5);
    const data = Buffer.from(message.subarray(6, -1));
    this.executed.push({ command, data });
    const custom = this.#options.commands?.[command];
    if (custom !== undefined) return custom(data, message.readUInt8(1) & 3);
    if (command === 0x0601) return [0, 0x20, 0x01, 0x02, 0x15, 0x02, 0x02, 0xa2, 0x02, 0, 0x34, 0x12];
    if (command === 0x063b) {
      const level = data.readUInt8(0);
      return level > (this.#options.privilegeLimit ?? 4) ? [0x81] : [0, level];
    }
    if (command === 0x063c) {
      // Answered before the session is gone.
      setImmediate(() => {
        this.sessions.delete(session.id);
        this.#changed();
      });
      return [0];
    }
    if (command === 0x0001) return [0, 0x01, 0, 0];
    if (command === 0x0002) return [0];
    return [0xc1];
  }

  #sendInSession(session: Session, message: Buffer, to: RemoteInfo): void {
    const padBytes = (16 - ((message.length + 1) % 16)) % 16;
    const pad = Buffer.from([...Array.from({ length: padBytes }, (_, i) => i + 1), padBytes]);
    const iv = randomBytes(16);
    const cipher = createCipheriv("aes-128-cbc", this.#k2(session), iv).setAutoPadding(false);
    const encrypted = Buffer.concat([iv, cipher.update(Buffer.concat([message, pad])), cipher.final()]);
    const header = Buffer.concat([Buffer.from([6, 0xc0]), le32(session.consoleId), le32(++session.sent)]);
    const length = Buffer.from([encrypted.length & 0xff, encrypted.length >> 8]);
    const trailing = (4 - ((12 + encrypted.length + 2) % 4)) % 4;
    const tail = Buffer.from([...Array.from({ length: trailing }, () => 0xff), trailing, 7]);
    const signed = Buffer.concat([header, length, encrypted, tail]);
    this.#send(Buffer.concat([Buffer.from([6, 0, 0xff, 7]), signed, this.#mac(session, signed)]), to);
  }
}
