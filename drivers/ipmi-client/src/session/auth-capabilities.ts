import { IpmiError } from "../errors/ipmi-error.js";
import { formatAddress } from "../transport/ipmi-transport.js";
import { decodeLanResponse, encodeLanRequest } from "../wire/lan-message.js";
import { encodeV15Packet } from "../wire/rmcp-packet.js";
import { exchange, Reply } from "./exchange.js";
import { SendErrors, type SessionContext } from "./session-context.js";

/** What the BMC says about logins before one is tried. @internal */
export interface AuthCapabilities {
  /** `true`: a Kg key is set, so that a login needs `kg`. */
  readonly needsKg: boolean;
}

const APP = 0x06;
const GET_CHANNEL_AUTH_CAPABILITIES = 0x38;
const THIS_CHANNEL = 0x0e;
const WITH_IPMI_2_0 = 0x80;

/**
 * Get Channel Authentication Capabilities, sent outside a session.
 *
 * @remarks
 * A completion code other than 0 says nothing about RMCP+, so the login goes on and finds out by itself.
 * Source: IPMI 2.0 rev. 1.1, section 22.13.
 * @throws {@link IpmiError} `TIMEOUT`, `IPMI_2_0_NOT_SUPPORTED`
 * @internal
 */
export async function getAuthCapabilities(
  context: SessionContext,
  privilege: number,
  deadlineAt: number,
  signal: AbortSignal | undefined,
): Promise<AuthCapabilities> {
  const { transport, peer, retransmit } = context;
  const rqSeq = Math.floor(Math.random() * 64);
  const data = Buffer.from([THIS_CHANNEL | WITH_IPMI_2_0, privilege]);
  const request = { netFn: APP, lun: 0, command: GET_CHANNEL_AUTH_CAPABILITIES, rqSeq, data };
  const packet = encodeV15Packet(encodeLanRequest(request));
  const errors = new SendErrors();
  const reply = new Reply<{ completionCode: number; data: Buffer }>();
  const stop = transport.listen(peer, (datagram) => {
    if (datagram.kind !== "v1.5") return;
    const response = decodeLanResponse(datagram.payload);
    if (response?.rqSeq === rqSeq && response.command === GET_CHANNEL_AUTH_CAPABILITIES && response.netFn === APP + 1) {
      reply.resolve(response);
    }
  });
  try {
    const answer = await exchange({
      send: () => transport.send(peer, packet, errors.note),
      reply: reply.promise,
      retransmit,
      maxSends: Number.POSITIVE_INFINITY,
      deadlineAt,
      signal,
    });
    if (answer === undefined) throw errors.timeout(peer, "answer to Get Channel Authentication Capabilities");
    const support = answer.data[1] ?? 0;
    const status = answer.data[2] ?? 0;
    const extended = answer.data[3] ?? 0;
    if (answer.completionCode === 0 && ((support & 0x80) === 0 || (extended & 0x02) === 0)) {
      throw new IpmiError("IPMI_2_0_NOT_SUPPORTED", `${formatAddress(peer)} does not offer IPMI 2.0 sessions.`);
    }
    return { needsKg: answer.completionCode === 0 && (status & 0x20) !== 0 };
  } finally {
    stop();
  }
}
