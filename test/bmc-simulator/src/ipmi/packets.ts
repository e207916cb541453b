import type { Suite } from "./crypto.js";
import { decrypt, encrypt, hmac } from "./crypto.js";

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

export interface SessionKeys {
  readonly suite: Suite;
  readonly k1: Buffer;
  readonly k2: Buffer;
}

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
  const type = bytes[5] as number;
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
      const { signatureBytes } = keys.suite;
      const end = bytes.length - signatureBytes;
      const wanted = hmac(keys.suite, keys.k1, bytes.subarray(4, end)).subarray(0, signatureBytes);
      if (!wanted.equals(bytes.subarray(end))) return undefined;
    }
    if (isEncrypted) payload = decrypt(keys.k2, payload);
  }
  if (payload === undefined) return undefined;
  return { payloadType: type & 0x3f, isEncrypted, isSigned, sessionId, sequence, payload };
}

/** A packet outside a session. */
export function plainPlusPacket(payloadType: number, payload: Buffer): Buffer {
  const head = Buffer.alloc(12);
  head.writeUInt8(0x06, 0);
  head.writeUInt8(payloadType, 1);
  head.writeUInt16LE(payload.length, 10);
  return Buffer.concat([RMCP_IPMI, head, payload]);
}

/** A signed and encrypted packet. */
export function sessionPacket(keys: SessionKeys, sessionId: number, sequence: number, payload: Buffer): Buffer {
  const body = encrypt(keys.k2, payload);
  const head = Buffer.alloc(12);
  head.writeUInt8(0x06, 0);
  head.writeUInt8(0xc0 | PAYLOAD.ipmi, 1);
  head.writeUInt32LE(sessionId, 2);
  head.writeUInt32LE(sequence, 6);
  head.writeUInt16LE(body.length, 10);
  const padding = (4 - ((head.length + body.length + 2) % 4)) % 4;
  const trailer = Buffer.concat([Buffer.alloc(padding, 0xff), Buffer.from([padding, 0x07])]);
  const signed = Buffer.concat([head, body, trailer]);
  return Buffer.concat([RMCP_IPMI, signed, hmac(keys.suite, keys.k1, signed).subarray(0, keys.suite.signatureBytes)]);
}

/** A LAN message. Source: §13.8. */
export interface LanRequest {
  readonly rsAddress: number;
  readonly netFn: number;
  readonly rsLun: number;
  readonly rqAddress: number;
  readonly rqSequence: number;
  readonly command: number;
  readonly data: Buffer;
}

export function readLanRequest(bytes: Buffer): LanRequest | undefined {
  if (bytes.length < 7 || sum(bytes.subarray(0, 3)) !== 0 || sum(bytes.subarray(3)) !== 0) return undefined;
  const [rsAddress, netFnLun, , rqAddress, sequenceLun, command] = bytes as unknown as number[];
  return {
    rsAddress: rsAddress as number,
    netFn: (netFnLun as number) >> 2,
    rsLun: (netFnLun as number) & 3,
    rqAddress: rqAddress as number,
    rqSequence: sequenceLun as number,
    command: command as number,
    data: bytes.subarray(6, -1),
  };
}

export function lanResponse(request: LanRequest, completionCode: number, data: Iterable<number>): Buffer {
  const head = Buffer.from([request.rqAddress, ((request.netFn + 1) << 2) | (request.rqSequence & 3)]);
  const body = Buffer.from([
    request.rsAddress,
    (request.rqSequence & 0xfc) | request.rsLun,
    request.command,
    completionCode,
    ...data,
  ]);
  return Buffer.concat([head, Buffer.from([checksum(head)]), body, Buffer.from([checksum(body)])]);
}

/** An IPMI 1.5 packet without a session and without authentication: `Get Channel Authentication Capabilities`. */
export function readPresession(bytes: Buffer): LanRequest | undefined {
  if (bytes.length < 14 || bytes[4] !== 0x00) return undefined;
  const length = bytes[13] as number;
  return readLanRequest(bytes.subarray(14, 14 + length));
}

export function presessionResponse(message: Buffer): Buffer {
  return Buffer.concat([RMCP_IPMI, Buffer.alloc(9), Buffer.from([message.length]), message]);
}

function sum(bytes: Uint8Array): number {
  return bytes.reduce((total, byte) => (total + byte) & 0xff, 0);
}

function checksum(bytes: Uint8Array): number {
  return (0x100 - sum(bytes)) & 0xff;
}
