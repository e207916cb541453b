import type { BmcAddress } from "../transport/ipmi-transport.js";
import { decodeHandshakeReply, type HandshakeReply } from "../wire/handshake-messages.js";
import { encodePlainPacket, type Payload } from "../wire/rmcp-packet.js";
import { exchange, Reply } from "./exchange.js";
import { SendErrors, type SessionContext } from "./session-context.js";

/** One request of the handshake and the payload type of its answer. @internal */
export interface HandshakeStep {
  readonly awaited: string;
  readonly requestType: Payload;
  readonly responseType: Payload;
  readonly tag: number;
  readonly consoleSessionId: number;
  readonly message: Buffer;
  readonly maxSends: number;
}

/** The BMC stayed silent; a new handshake may help, because some BMCs take each message only once. @internal */
export interface HandshakeSilence {
  readonly silentAt: string;
  error(peer: BmcAddress): Error;
}

/** Sends one message of the handshake until its answer, tag and session id matching, is there. @internal */
export async function handshakeStep(
  context: SessionContext,
  step: HandshakeStep,
  deadlineAt: number,
  signal: AbortSignal | undefined,
): Promise<HandshakeReply | HandshakeSilence> {
  const { transport, peer, retransmit } = context;
  const packet = encodePlainPacket(step.requestType, step.message);
  const errors = new SendErrors();
  const reply = new Reply<HandshakeReply>();
  const stop = transport.listen(peer, (datagram) => {
    if (datagram.kind !== "rmcp+" || datagram.sessionId !== 0 || datagram.payloadType !== step.responseType) return;
    const message = decodeHandshakeReply(datagram.payload);
    if (message === undefined || message.tag !== step.tag) return;
    // A refusal may lack the session id, or hold 0 where the BMC does not know the session.
    const isForUs = message.consoleSessionId === step.consoleSessionId;
    if (isForUs || (message.status !== 0 && (message.consoleSessionId ?? 0) === 0)) reply.resolve(message);
  });
  try {
    const answer = await exchange({
      send: () => transport.send(peer, packet, errors.note),
      reply: reply.promise,
      retransmit,
      maxSends: step.maxSends,
      deadlineAt,
      signal,
    });
    return answer ?? { silentAt: step.awaited, error: (bmc) => errors.timeout(bmc, step.awaited) };
  } finally {
    stop();
  }
}
