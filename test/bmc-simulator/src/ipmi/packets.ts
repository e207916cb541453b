import { decrypt, encrypt, type SessionKeys, signatureOf } from "./crypto.js";
import { type LanRequest, readLanRequest } from "./lan-message.js";

/** Payload types. Source: IPMI 2.0 rev. 1.1, table 13-16. */
export const PAYLOAD = {
  ipmi: 0x00,
  openRequest: 0x10,
  openResponse: 0x11,
  rakp1: 0x12,
  rakp2: 0x13,
  rakp3: 0x14,
  rakp4: 0x15,
} as const;

const RMCP_IPMI = Buffer.from([0x06, 0x00, 0xff, 0x07]);
const RMCP_ASF = 0x06;
const ASF_PING = 0x80;

/** An RMCP+ packet. Source: §13.6. */
export interface PlusPacket {
  readonly payloadType: number;
  readonly isEncrypted: boolean;
  readonly isSigned: boolean;
  readonly sessionId: number;
  readonly sequence: number;
  readonly payload: Buffer;
}

/** @returns undefined for what is no such packet or is not signed as it should be */
export function readPlusPacket(
  bytes: Buffer,
  keysOf: (sessionId: number) => SessionKeys | undefined,
): PlusPacket | undefined {
  if (bytes.length < 16 || bytes[4] !== 0x06) return undefined;
  const type = bytes.readUInt8(5);
  const isEncrypted = (type & 0x80) !== 0;
  const isSigned = (type & 0x40) !== 0;
  const sessionId = bytes.readUInt32LE(6);
  const sequence = bytes.readUInt32LE(10);
  const length = bytes.readUInt16LE(14);
  if (bytes.length < 16 + length) return undefined;
  let payload: Buffer | undefined = bytes.subarray(16, 16 + length);
  if (isSigned || isEncrypted) {
    const keys = keysOf(sessionId);
    if (keys === undefined) return undefined;
    if (isSigned) {
      const end = bytes.length - keys.suite.signatureBytes;
      if (end < 16 + length + 2 || !signatureOf(keys, bytes.subarray(4, end)).equals(bytes.subarray(end)))
        return undefined;
    }
    if (isEncrypted) payload = decrypt(keys.k2, payload);
  }
  if (payload === undefined) return undefined;
  return { payloadType: type & 0x3f, isEncrypted, isSigned, sessionId, sequence, payload };
}

/** A packet outside a session. */
export function plainPlusPacket(payloadType: number, payload: Uint8Array): Buffer {
  return Buffer.concat([RMCP_IPMI, plusHead(payloadType, 0, 0, payload.length), payload]);
}

/** A packet of a session, signed and encrypted as its suite says. */
export function sessionPacket(keys: SessionKeys, sessionId: number, sequence: number, payload: Buffer): Buffer {
  const { suite } = keys;
  const isEncrypted = suite.confidentiality !== 0;
  const isSigned = suite.signature !== null;
  const body = isEncrypted ? encrypt(keys.k2, payload) : payload;
  const type = (isEncrypted ? 0x80 : 0) | (isSigned ? 0x40 : 0) | PAYLOAD.ipmi;
  const head = plusHead(type, sessionId, sequence, body.length);
  if (!isSigned) return Buffer.concat([RMCP_IPMI, head, body]);
  const padding = (4 - ((head.length + body.length + 2) % 4)) % 4;
  const trailer = Buffer.concat([Buffer.alloc(padding, 0xff), Buffer.from([padding, 0x07])]);
  const signed = Buffer.concat([head, body, trailer]);
  return Buffer.concat([RMCP_IPMI, signed, signatureOf(keys, signed)]);
}

function plusHead(type: number, sessionId: number, sequence: number, length: number): Buffer {
  const head = Buffer.alloc(12);
  head.writeUInt8(0x06, 0);
  head.writeUInt8(type, 1);
  head.writeUInt32LE(sessionId, 2);
  head.writeUInt32LE(sequence, 6);
  head.writeUInt16LE(length, 10);
  return head;
}

/** An IPMI 1.5 packet without a session and without authentication, e.g. Get Channel Authentication Capabilities. */
export function readPresession(bytes: Buffer): LanRequest | undefined {
  if (bytes.length < 14 || bytes[4] !== 0x00) return undefined;
  return readLanRequest(bytes.subarray(14, 14 + bytes.readUInt8(13)));
}

export function presessionResponse(message: Buffer): Buffer {
  return Buffer.concat([RMCP_IPMI, Buffer.alloc(9), Buffer.from([message.length]), message]);
}

/** The ASF presence pong to a ping; undefined for anything else. Source: §13.2.3 and §13.2.4. */
export function pongTo(bytes: Buffer): Buffer | undefined {
  if (bytes.length < 12 || bytes[3] !== RMCP_ASF || bytes[8] !== ASF_PING) return undefined;
  const iana = [0x00, 0x00, 0x11, 0xbe];
  const head = [0x06, 0x00, 0xff, RMCP_ASF, ...iana, 0x40, bytes.readUInt8(9), 0x00, 0x10];
  // Supports IPMI and ASF 1.0.
  return Buffer.from([...head, ...iana, 0, 0, 0, 0, 0x81, 0, 0, 0, 0, 0, 0, 0]);
}
