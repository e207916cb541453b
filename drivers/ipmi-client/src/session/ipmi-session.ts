import { completionError, IpmiError, isIpmiError } from "../errors/ipmi-error.js";
import { formatAddress } from "../transport/ipmi-transport.js";
import { decodeLanResponse, encodeLanRequest, type LanResponse } from "../wire/lan-message.js";
import { encodeSessionPacket, openSessionPacket, PAYLOAD, type ParsedDatagram } from "../wire/rmcp-packet.js";
import { exchange, monotonicMs, Reply } from "./exchange.js";
import type { EstablishedSession } from "./handshake.js";
import { OutboundSequence } from "./outbound-sequence.js";
import { ReplayWindow } from "./replay-window.js";
import { SendErrors, type SessionContext } from "./session-context.js";

/** One command on one session. @internal */
export interface SessionRequest {
  readonly netFn: number;
  readonly command: number;
  readonly data: Buffer;
  /** Default 0. */
  readonly lun?: number | undefined;
  /** `false`: one datagram, never a second one. Default `true`. */
  readonly idempotent?: boolean | undefined;
  readonly deadlineAt: number;
  readonly signal?: AbortSignal | undefined;
  /** Called right before each datagram; what it throws stops the send. */
  readonly beforeWrite?: (() => void) | undefined;
  /** Called once the first datagram is on its way. */
  readonly onSent?: (() => void) | undefined;
}

const APP = 0x06;
const GET_DEVICE_ID = 0x01;
const CLOSE_SESSION = 0x3c;
const CLOSE_SENDS = 2;
const RQ_SEQS = 64;

interface PendingRequest {
  readonly netFn: number;
  readonly command: number;
  readonly reply: Reply<LanResponse>;
}

/**
 * A session that has been logged in.
 *
 * @remarks
 * A repeatable request that stays unanswered is sent again with the same rqSeq and a new session sequence number, so that
 * the BMC takes it (section 6.12.13 drops a number it has seen) and any of the answers counts. A request that must not be
 * repeated is sent once: BMCs exist that do not check session sequence numbers, so that even the same bytes again could
 * be executed twice.
 * @internal
 */
export class IpmiSession {
  readonly suiteId: number;
  readonly #context: SessionContext;
  readonly #keys: EstablishedSession;
  readonly #inbound = new ReplayWindow();
  readonly #outbound = new OutboundSequence();
  readonly #pending = new Map<number, PendingRequest>();
  readonly #stopListening: () => void;
  #rqSeq = 0;
  #lastAnswerAt = monotonicMs();
  #isOpen = true;

  constructor(context: SessionContext, established: EstablishedSession) {
    this.#context = context;
    this.#keys = established;
    this.suiteId = established.suite.id;
    this.#stopListening = context.transport.listen(context.peer, (packet) => this.#receive(packet));
  }

  get isOpen(): boolean {
    return this.#isOpen;
  }

  /** Milliseconds since the BMC last answered on this session. */
  get silentMs(): number {
    return monotonicMs() - this.#lastAnswerAt;
  }

  /**
   * Sends a command and returns the data after the completion code.
   * @throws {@link IpmiError} `COMPLETION_CODE`; `SESSION_LOST` when the BMC stayed silent; the signal's reason
   */
  async request(request: SessionRequest): Promise<Buffer> {
    const response = await this.#exchange(request, this.#context.retransmit.maxSends);
    if (response.completionCode !== 0) {
      throw completionError(response.completionCode, describe(request), formatAddress(this.#context.peer));
    }
    return response.data;
  }

  /** Asks for an answer without effect. @throws {@link IpmiError} `SESSION_LOST` */
  async probe(deadlineAt: number, signal: AbortSignal | undefined): Promise<void> {
    const request = { netFn: APP, command: GET_DEVICE_ID, data: Buffer.alloc(0), deadlineAt, signal };
    await this.#exchange(request, this.#context.retransmit.maxSends);
  }

  /** Tells the BMC to free the session and stops listening. Never throws: a BMC that is gone frees it by itself. */
  async close(): Promise<void> {
    const { firstMs } = this.#context.retransmit;
    try {
      if (this.#isOpen) await this.#closeOnBmc(CLOSE_SENDS, monotonicMs() + CLOSE_SENDS * 2 * firstMs, undefined);
    } catch {
      // The session is forgotten on this side either way.
    } finally {
      this.forget();
    }
  }

  /**
   * Ends the session so that no datagram of it that is still under way can be executed: one the BMC has closed is refused.
   *
   * @remarks
   * A BMC that does not answer any of the closes has lost the session before, or its answers got lost.
   * @throws {@link IpmiError} `TIMEOUT` when the deadline left no time to try as often as for any other request
   * @throws the signal's reason; in both cases the session stays open, and the call can be made again
   */
  async fence(deadlineAt: number, signal: AbortSignal | undefined): Promise<void> {
    try {
      if (this.#isOpen) await this.#closeOnBmc(this.#context.retransmit.maxSends, deadlineAt, signal);
    } catch (error) {
      if (!isIpmiError(error)) throw error;
      if (monotonicMs() >= deadlineAt) throw new IpmiError("TIMEOUT", error.message, { cause: error.cause });
    }
    this.forget();
  }

  async #closeOnBmc(sends: number, deadlineAt: number, signal: AbortSignal | undefined): Promise<void> {
    const data = Buffer.alloc(4);
    data.writeUInt32LE(this.#keys.bmcSessionId);
    await this.#exchange({ netFn: APP, command: CLOSE_SESSION, data, deadlineAt, signal }, sends);
  }

  /** Stops listening without a word to the BMC. */
  forget(): void {
    this.#isOpen = false;
    this.#stopListening();
  }

  async #exchange(request: SessionRequest, maxSends: number): Promise<LanResponse> {
    const { transport, peer, retransmit } = this.#context;
    if (!this.#isOpen) throw this.#lost(request, new SendErrors());
    const { netFn, command, data, lun = 0, idempotent = true } = request;
    const rqSeq = this.#takeRqSeq();
    const message = encodeLanRequest({ netFn, lun, command, rqSeq, data });
    const errors = new SendErrors();
    const pending: PendingRequest = { netFn: netFn | 1, command, reply: new Reply() };
    this.#pending.set(rqSeq, pending);
    try {
      const response = await exchange({
        send: () => {
          request.beforeWrite?.();
          const { cipher, bmcSessionId } = this.#keys;
          transport.send(peer, encodeSessionPacket(cipher, bmcSessionId, this.#outbound.take(), message), errors.note);
          request.onSent?.();
        },
        reply: pending.reply.promise,
        retransmit,
        maxSends: idempotent ? maxSends : 1,
        deadlineAt: request.deadlineAt,
        signal: request.signal,
      });
      if (response === undefined) throw this.#lost(request, errors);
      return response;
    } finally {
      this.#pending.delete(rqSeq);
    }
  }

  #receive(packet: ParsedDatagram): void {
    if (packet.kind !== "rmcp+" || packet.sessionId !== this.#keys.consoleSessionId) return;
    if (packet.payloadType !== PAYLOAD.ipmi) return;
    const payload = openSessionPacket(this.#keys.cipher, packet);
    if (payload === undefined || !this.#inbound.accept(packet.sequence)) return;
    const response = decodeLanResponse(payload);
    const pending = response && this.#pending.get(response.rqSeq);
    if (response === undefined || pending === undefined) return;
    if (pending.netFn !== response.netFn || pending.command !== response.command) return;
    this.#lastAnswerAt = monotonicMs();
    pending.reply.resolve(response);
  }

  #takeRqSeq(): number {
    for (let tried = 0; tried < RQ_SEQS; tried++) {
      this.#rqSeq = (this.#rqSeq + 1) % RQ_SEQS;
      if (!this.#pending.has(this.#rqSeq)) return this.#rqSeq;
    }
    throw new IpmiError("TIMEOUT", `${formatAddress(this.#context.peer)} has ${RQ_SEQS} unanswered requests.`);
  }

  #lost(request: SessionRequest, errors: SendErrors): IpmiError {
    const { message, cause } = errors.timeout(this.#context.peer, `answer to ${describe(request)}`);
    return new IpmiError("SESSION_LOST", message, { cause });
  }
}

/** `command 0x02 of NetFn 0x00`. @internal */
export function describe({ netFn, command }: { readonly netFn: number; readonly command: number }): string {
  const hex = (value: number) => `0x${value.toString(16).padStart(2, "0")}`;
  return `command ${hex(command)} of NetFn ${hex(netFn)}`;
}
