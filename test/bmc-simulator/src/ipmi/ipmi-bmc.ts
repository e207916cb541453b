import { createSocket, type RemoteInfo, type Socket } from "node:dgram";
import type { FaultAction, Faults } from "../faults/faults.js";
import type { BmcLife } from "../machine/bmc-life.js";
import type { Machine } from "../machine/machine.js";
import type { RedfishFlavour } from "../redfish/flavours.js";
import type { Credentials } from "../redfish/sessions.js";
import { BootOptions } from "./boot-options.js";
import { CODE, type CommandAnswer, type CommandContext, fail } from "./command.js";
import { Handshake } from "./handshake.js";
import type { IpmiSettings } from "./ipmi-settings.js";
import { type LanRequest, lanResponse, pathOf, readLanRequest } from "./lan-message.js";
import {
  PAYLOAD,
  type PlusPacket,
  plainPlusPacket,
  pongTo,
  presessionResponse,
  readPlusPacket,
  readPresession,
  sessionPacket,
} from "./packets.js";
import { runPresession } from "./presession.js";
import { runCommand } from "./run-command.js";
import { IpmiSessions } from "./sessions.js";
import { DEFAULT_SUITES, SUITES, type Suite } from "./suites.js";

/** What an IPMI BMC is made from. */
export interface IpmiBmcOptions extends IpmiSettings {
  readonly machine: Machine;
  readonly faults: Faults;
  readonly life: BmcLife;
  readonly credentials: Credentials;
  readonly flavour: RedfishFlavour;
}

/** IANA enterprise numbers; 0 is "not specified". */
const MANUFACTURERS: Readonly<Record<RedfishFlavour, number>> = { generic: 0, idrac: 674, ilo: 47_196 };
const STEPS: Readonly<Record<number, "open" | "rakp1" | "rakp3">> = {
  [PAYLOAD.openRequest]: "open",
  [PAYLOAD.rakp1]: "rakp1",
  [PAYLOAD.rakp3]: "rakp3",
};

/** An IPMI 2.0 BMC over UDP. */
export class IpmiBmc {
  readonly #options: IpmiBmcOptions;
  readonly #suites: readonly Suite[];
  readonly #sessions: IpmiSessions;
  readonly #handshake: Handshake;
  readonly #context: CommandContext;
  readonly #socket: Socket = createSocket("udp4");
  readonly #late = new Set<NodeJS.Timeout>();

  constructor(options: IpmiBmcOptions) {
    const { machine, life, credentials, flavour, maxPrivilege = 4, otherUsers = [], kgKey } = options;
    const guid = Buffer.from(machine.uuid.replaceAll("-", ""), "hex").reverse();
    const users = [{ ...credentials, maxPrivilege }, ...otherUsers];
    this.#options = options;
    this.#suites = (options.cipherSuites ?? DEFAULT_SUITES).map((id) => SUITES[id]);
    this.#sessions = new IpmiSessions(options.maxSessions ?? 4, options.sessionIdleMs ?? 60_000);
    this.#handshake = new Handshake({
      sessions: this.#sessions,
      suites: this.#suites,
      users,
      guid,
      kgKey: kgKey === undefined ? undefined : Buffer.from(kgKey),
    });
    this.#context = {
      machine,
      life,
      users,
      sessions: this.#sessions,
      bootOptions: new BootOptions(machine, options.bootFlagsValidMs ?? 60_000),
      manufacturerId: MANUFACTURERS[flavour],
      guid,
    };
    life.onRestart(() => this.#sessions.clear());
  }

  /** @returns the port taken */
  async listen(host: string, port: number): Promise<number> {
    this.#socket.on("message", (bytes, from) => this.#receive(bytes, from));
    await new Promise<void>((resolve, reject) => {
      this.#socket.once("error", reject).bind(port, host, () => {
        this.#socket.off("error", reject);
        resolve();
      });
    });
    // A client that went away makes an ICMP error of the next answer; it is no concern of a BMC.
    this.#socket.on("error", () => undefined);
    return this.#socket.address().port;
  }

  async close(): Promise<void> {
    for (const timer of this.#late) clearTimeout(timer);
    this.#late.clear();
    await new Promise<void>((resolve) => this.#socket.close(() => resolve()));
  }

  #receive(bytes: Buffer, from: RemoteInfo): void {
    if (this.#options.life.state === "down" || bytes.length < 4 || bytes[0] !== 0x06) return;
    const send = (answer: Buffer | undefined): void => {
      if (answer !== undefined) this.#socket.send(answer, from.port, from.address);
    };
    const pong = pongTo(bytes);
    const early = bytes[3] === 0x07 ? readPresession(bytes) : undefined;
    if (pong !== undefined) send(pong);
    else if (early !== undefined) this.#outside(early, (message) => send(presessionResponse(message)));
    else if (bytes[3] === 0x07) this.#plus(bytes, send);
  }

  #plus(bytes: Buffer, send: (answer: Buffer | undefined) => void): void {
    const packet = readPlusPacket(bytes, (id) => this.#sessions.find(id)?.keys);
    if (packet === undefined) return;
    const step = STEPS[packet.payloadType];
    if (step !== undefined) {
      this.#withFault(`rmcp/${step}`, (fault) => {
        const answer = this.#handshake[step](packet.payload);
        if (fault === undefined || fault.kind === "delay") send(answer);
      });
    } else if (packet.payloadType === PAYLOAD.ipmi && packet.sessionId !== 0) {
      this.#inside(packet, send);
    } else if (packet.payloadType === PAYLOAD.ipmi) {
      const request = readLanRequest(packet.payload);
      if (request !== undefined) this.#outside(request, (message) => send(plainPlusPacket(PAYLOAD.ipmi, message)));
    }
  }

  /** Takes the fault that hits a packet and carries out the kinds that are the same for all. */
  #withFault(path: string, work: (fault: FaultAction | undefined) => void): void {
    const { faults, machine, life } = this.#options;
    const fault = faults.take({ machine: machine.name, on: "ipmi", path });
    switch (fault?.kind) {
      case "drop":
      case "hang":
      case "ignore":
        break;
      case "expire-sessions":
        this.#sessions.clear();
        break;
      case "reset-bmc":
        life.restart();
        break;
      case "delay": {
        const timer = setTimeout(() => {
          this.#late.delete(timer);
          work(fault);
        }, fault.ms);
        this.#late.add(timer);
        break;
      }
      default:
        work(fault);
    }
  }

  #outside(request: LanRequest, send: (message: Buffer) => void): void {
    this.#withFault(pathOf(request), (fault) => {
      const hasKg = this.#options.kgKey !== undefined;
      const answer = this.#instead(fault) ?? runPresession(request, this.#suites, this.#context.guid, hasKg);
      if (fault?.kind !== "lose-answer") send(lanResponse(request, [answer.code, ...answer.data]));
    });
  }

  #inside(packet: PlusPacket, send: (answer: Buffer) => void): void {
    const session = this.#sessions.find(packet.sessionId);
    const request = readLanRequest(packet.payload);
    if (session?.keys === undefined || request === undefined) return;
    const { keys } = session;
    const isSafe =
      packet.isSigned === (keys.suite.signature !== null) && packet.isEncrypted === (keys.suite.confidentiality !== 0);
    if (!isSafe || !session.window.takes(packet.sequence)) return;
    this.#withFault(pathOf(request), (fault) => {
      this.#sessions.use(session);
      const answer = this.#instead(fault) ?? runCommand(request, session, this.#context);
      if (fault?.kind === "lose-answer") return;
      session.sequence += 1;
      send(
        sessionPacket(keys, session.consoleId, session.sequence, lanResponse(request, [answer.code, ...answer.data])),
      );
    });
  }

  /** What is answered while the command is not carried out. */
  #instead(fault: FaultAction | undefined): CommandAnswer | undefined {
    if (fault?.kind === "completion-code") return fail(fault.code);
    if (fault?.kind === "garbage") return fail(CODE.ok);
    return fault?.kind === "not-ready" || this.#options.life.state === "not-ready" ? fail(CODE.notReady) : undefined;
  }
}
