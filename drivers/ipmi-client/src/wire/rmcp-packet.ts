import type { PacketCipher } from "../crypto/packet-cipher.js";

/** Payload types. Source: IPMI 2.0 rev. 1.1, table 13-16. @internal */
export const PAYLOAD = {
  ipmi: 0x00,
  openSessionRequest: 0x10,
  openSessionResponse: 0x11,
  rakp1: 0x12,
  rakp2: 0x13,
  rakp3: 0x14,
  rakp4: 0x15,
} as const satisfies Readonly<Record<string, number>>;

/** @internal */
export type Payload = (typeof PAYLOAD)[keyof typeof PAYLOAD];

const RMCP = Buffer.from([0x06, 0x00, 0xff, 0x07]);
const AUTH_TYPE_NONE = 0x00;
const AUTH_TYPE_RMCP_PLUS = 0x06;
const ENCRYPTED = 0x80;
const SIGNED = 0x40;
const HEADER = 16;
const NEXT_HEADER = 0x07;

/** Nothing IPMI defines is longer; more is not read. @internal */
export const MAX_DATAGRAM_BYTES = 1500;

/** What a datagram is, before any key is applied to it. @internal */
export type ParsedDatagram =
  | { readonly kind: "v1.5"; readonly payload: Buffer }
  | {
      readonly kind: "rmcp+";
      readonly payloadType: number;
      readonly isSigned: boolean;
      readonly isEncrypted: boolean;
      readonly sessionId: number;
      readonly sequence: number;
      readonly payload: Buffer;
      /** From the authentication type to the end of the payload. */
      readonly signedHead: Buffer;
      /** Pad, pad length, next header and authentication code. */
      readonly trailer: Buffer;
    };

/** @internal */
export type RmcpPlusDatagram = Extract<ParsedDatagram, { kind: "rmcp+" }>;

/** A message outside a session in the IPMI 1.5 format. Source: IPMI 2.0 rev. 1.1, table 13-8. @internal */
export function encodeV15Packet(payload: Buffer): Buffer {
  const header = Buffer.alloc(10);
  header[0] = AUTH_TYPE_NONE;
  header[9] = payload.length;
  return Buffer.concat([RMCP, header, payload]);
}

/** A packet of the handshake: session 0, neither signed nor encrypted. @internal */
export function encodePlainPacket(payloadType: Payload, payload: Buffer): Buffer {
  return Buffer.concat([RMCP, header(payloadType, 0, 0, payload.length), payload]);
}

/** A signed and encrypted packet. Source: IPMI 2.0 rev. 1.1, section 13.6 and table 13-8. @internal */
export function encodeSessionPacket(
  cipher: PacketCipher,
  sessionId: number,
  sequence: number,
  payload: Buffer,
): Buffer {
  const encrypted = cipher.encrypt(payload);
  const head = header(PAYLOAD.ipmi | ENCRYPTED | SIGNED, sessionId, sequence, encrypted.length);
  const padBytes = (4 - ((head.length + encrypted.length + 2) % 4)) % 4;
  const pad = Buffer.alloc(padBytes + 2, 0xff);
  pad[padBytes] = padBytes;
  pad[padBytes + 1] = NEXT_HEADER;
  const signed = Buffer.concat([head, encrypted, pad]);
  return Buffer.concat([RMCP, signed, cipher.sign(signed)]);
}

function header(payloadType: number, sessionId: number, sequence: number, length: number): Buffer {
  const bytes = Buffer.alloc(HEADER - RMCP.length);
  bytes[0] = AUTH_TYPE_RMCP_PLUS;
  bytes[1] = payloadType;
  bytes.writeUInt32LE(sessionId, 2);
  bytes.writeUInt32LE(sequence, 6);
  bytes.writeUInt16LE(length, 10);
  return bytes;
}

/** The parts of a datagram, or `undefined` when it is not an IPMI packet this client reads. Never throws. @internal */
export function parseDatagram(datagram: Buffer): ParsedDatagram | undefined {
  if (datagram.length < 14 || datagram.length > MAX_DATAGRAM_BYTES) return undefined;
  // Byte 1 is reserved and byte 2 is the RMCP sequence, which IPMI does not use: BMCs differ in what they put there.
  if (datagram[0] !== RMCP[0] || datagram[3] !== RMCP[3]) return undefined;
  if (datagram[4] === AUTH_TYPE_NONE) {
    const length = datagram.readUInt8(13);
    if (14 + length > datagram.length) return undefined;
    return { kind: "v1.5", payload: datagram.subarray(14, 14 + length) };
  }
  if (datagram[4] !== AUTH_TYPE_RMCP_PLUS || datagram.length < HEADER) return undefined;
  const type = datagram.readUInt8(5);
  const end = HEADER + datagram.readUInt16LE(14);
  if ((type & 0x3f) === 0x02 || end > datagram.length) return undefined;
  return {
    kind: "rmcp+",
    payloadType: type & 0x3f,
    isSigned: (type & SIGNED) !== 0,
    isEncrypted: (type & ENCRYPTED) !== 0,
    sessionId: datagram.readUInt32LE(6),
    sequence: datagram.readUInt32LE(10),
    payload: datagram.subarray(HEADER, end),
    signedHead: datagram.subarray(RMCP.length, end),
    trailer: datagram.subarray(end),
  };
}

/**
 * Verifies and decrypts a packet of a session; `undefined` when it is unsigned, plain, or not made with the keys.
 * Never throws.
 * @internal
 */
export function openSessionPacket(cipher: PacketCipher, packet: RmcpPlusDatagram): Buffer | undefined {
  if (!packet.isSigned || !packet.isEncrypted) return undefined;
  const codeAt = packet.trailer.length - cipher.authCodeBytes;
  if (codeAt < 2) return undefined;
  const signed = Buffer.concat([packet.signedHead, packet.trailer.subarray(0, codeAt)]);
  if (!cipher.isSignedBy(signed, packet.trailer.subarray(codeAt))) return undefined;
  return cipher.decrypt(packet.payload);
}
