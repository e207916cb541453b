import { randomBytes } from "node:crypto";
import type { CipherSuite } from "../crypto/cipher-suites.js";
import { PacketCipher } from "../crypto/packet-cipher.js";
import {
  deriveSessionKeys,
  type RakpParties,
  rakp2AuthCode,
  rakp3AuthCode,
  rakp4CheckValue,
  sameBytes,
} from "../crypto/session-keys.js";
import { IpmiError, statusError } from "../errors/ipmi-error.js";
import { formatAddress } from "../transport/ipmi-transport.js";
import {
  decodeOpenSessionResponse,
  decodeRakp2,
  decodeRakp4,
  encodeOpenSessionRequest,
  encodeRakp1,
  encodeRakp3,
} from "../wire/handshake-messages.js";
import { encodePlainPacket, PAYLOAD } from "../wire/rmcp-packet.js";
import { type Credentials, PRIVILEGE_LEVELS } from "./connection-options.js";
import { type HandshakeSilence, handshakeStep } from "./handshake-step.js";
import type { SessionContext } from "./session-context.js";

/** An established session, before its first packet. @internal */
export interface EstablishedSession {
  readonly suite: CipherSuite;
  readonly consoleSessionId: number;
  readonly bmcSessionId: number;
  readonly cipher: PacketCipher;
}

const INVALID_INTEGRITY_CHECK_VALUE = 0x0f;
/** Sends of RAKP 1 and 3: many BMCs answer each only once, so that a lost answer needs a new Open Session. */
const RAKP_SENDS = 2;
const OPEN_SENDS = 3;

/**
 * Open Session and RAKP 1–4, once, with one suite.
 *
 * @remarks Source: IPMI 2.0 rev. 1.1, sections 13.15–13.24.
 * @returns what `silentAt` names when the BMC did not answer a message
 * @throws {@link IpmiError} a code per status, `BAD_PASSWORD`, `BAD_KG`, `BAD_ANSWER`
 * @internal
 */
export async function handshake(
  context: SessionContext,
  credentials: Credentials,
  suite: CipherSuite,
  deadlineAt: number,
  signal: AbortSignal | undefined,
): Promise<EstablishedSession | HandshakeSilence> {
  const peer = formatAddress(context.peer);
  const consoleSessionId = randomBytes(4).readUInt32LE() || 1;
  const tag = randomBytes(1).readUInt8();
  const refuse = (field: string) => new IpmiError("BAD_ANSWER", `${peer} sent a bad ${field} for suite ${suite.id}.`);
  const privilege = PRIVILEGE_LEVELS[credentials.privilege];

  const opened = await handshakeStep(
    context,
    {
      awaited: "Open Session Response",
      requestType: PAYLOAD.openSessionRequest,
      responseType: PAYLOAD.openSessionResponse,
      tag,
      consoleSessionId,
      message: encodeOpenSessionRequest(tag, privilege, consoleSessionId, suite),
      maxSends: OPEN_SENDS,
    },
    deadlineAt,
    signal,
  );
  if ("silentAt" in opened) return opened;
  if (opened.status !== 0) throw statusError(opened.status, "Open Session Response", peer);
  const session = decodeOpenSessionResponse(opened.bytes);
  if (session === undefined || session.bmcSessionId === 0) throw refuse("Open Session Response");
  const chosen = [session.authentication, session.integrity, session.confidentiality].join();
  if (chosen !== [suite.authentication, suite.integrity, suite.confidentiality].join()) {
    throw refuse(`Open Session Response (algorithms ${chosen})`);
  }

  const { bmcSessionId } = session;
  const consoleRandom = randomBytes(16);
  const exchanged = await handshakeStep(
    context,
    {
      awaited: "RAKP message 2",
      requestType: PAYLOAD.rakp1,
      responseType: PAYLOAD.rakp2,
      tag,
      consoleSessionId,
      message: encodeRakp1(tag, bmcSessionId, consoleRandom, credentials.role, credentials.username),
      maxSends: RAKP_SENDS,
    },
    deadlineAt,
    signal,
  );
  if ("silentAt" in exchanged) return exchanged;
  if (exchanged.status !== 0) throw statusError(exchanged.status, "RAKP message 2", peer);
  const rakp2 = decodeRakp2(exchanged.bytes, suite);
  if (rakp2 === undefined) throw refuse("RAKP message 2");
  const parties: RakpParties = { ...credentials, ...rakp2, suite, consoleSessionId, bmcSessionId, consoleRandom };
  if (!sameBytes(rakp2AuthCode(parties), rakp2.authCode)) {
    giveUp(context, tag, bmcSessionId);
    throw new IpmiError("BAD_PASSWORD", `${peer} holds another password for user "${credentials.username}".`);
  }

  const keys = deriveSessionKeys(parties);
  const confirmed = await handshakeStep(
    context,
    {
      awaited: "RAKP message 4",
      requestType: PAYLOAD.rakp3,
      responseType: PAYLOAD.rakp4,
      tag,
      consoleSessionId,
      message: encodeRakp3(tag, 0, bmcSessionId, rakp3AuthCode(parties)),
      maxSends: RAKP_SENDS,
    },
    deadlineAt,
    signal,
  );
  if ("silentAt" in confirmed) return confirmed;
  if (confirmed.status !== 0) throw statusError(confirmed.status, "RAKP message 4", peer);
  const checkValue = decodeRakp4(confirmed.bytes, suite);
  if (checkValue === undefined) throw refuse("RAKP message 4");
  if (!sameBytes(rakp4CheckValue(parties, keys), checkValue)) {
    throw new IpmiError("BAD_KG", `${peer} uses another Kg key; set kg to the key of its LAN channel.`);
  }
  return { suite, consoleSessionId, bmcSessionId, cipher: new PacketCipher(suite, keys, credentials.password) };
}

/** Lets the BMC free the half-open session; no answer is expected, and losing the datagram costs only its time limit. */
function giveUp({ transport, peer }: SessionContext, tag: number, bmcSessionId: number): void {
  const message = encodeRakp3(tag, INVALID_INTEGRITY_CHECK_VALUE, bmcSessionId, Buffer.alloc(0));
  transport.send(peer, encodePlainPacket(PAYLOAD.rakp3, message), () => undefined);
}
