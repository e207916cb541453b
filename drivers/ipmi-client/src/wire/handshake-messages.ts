import type { CipherSuite } from "../crypto/cipher-suites.js";

/** Source: IPMI 2.0 rev. 1.1, section 13.17, table 13-9. @internal */
export function encodeOpenSessionRequest(
  tag: number,
  privilege: number,
  consoleSessionId: number,
  suite: CipherSuite,
): Buffer {
  const bytes = Buffer.alloc(32);
  bytes[0] = tag;
  bytes[1] = privilege;
  bytes.writeUInt32LE(consoleSessionId, 4);
  const algorithms = [suite.authentication, suite.integrity, suite.confidentiality];
  algorithms.forEach((algorithm, type) => {
    bytes.set([type, 0, 0, 8, algorithm, 0, 0, 0], 8 + 8 * type);
  });
  return bytes;
}

/** The start that Open Session Response, RAKP 2 and RAKP 4 share. @internal */
export interface HandshakeReply {
  readonly tag: number;
  readonly status: number;
  /** `undefined` where the BMC sends a refusal without the rest, as some do. */
  readonly consoleSessionId: number | undefined;
  readonly bytes: Buffer;
}

/** Never throws; `undefined` when even tag and status are missing. @internal */
export function decodeHandshakeReply(bytes: Buffer): HandshakeReply | undefined {
  if (bytes.length < 2) return undefined;
  return {
    tag: bytes.readUInt8(0),
    status: bytes.readUInt8(1),
    consoleSessionId: bytes.length >= 8 ? bytes.readUInt32LE(4) : undefined,
    bytes,
  };
}

/** @internal */
export interface OpenSessionResponse {
  readonly bmcSessionId: number;
  readonly authentication: number;
  readonly integrity: number;
  readonly confidentiality: number;
}

/** Source: IPMI 2.0 rev. 1.1, section 13.18, table 13-10. @internal */
export function decodeOpenSessionResponse(bytes: Buffer): OpenSessionResponse | undefined {
  if (bytes.length < 36) return undefined;
  return {
    bmcSessionId: bytes.readUInt32LE(8),
    authentication: bytes.readUInt8(16) & 0x3f,
    integrity: bytes.readUInt8(24) & 0x3f,
    confidentiality: bytes.readUInt8(32) & 0x3f,
  };
}

/** Source: IPMI 2.0 rev. 1.1, section 13.20, table 13-11. @internal */
export function encodeRakp1(
  tag: number,
  bmcSessionId: number,
  consoleRandom: Buffer,
  role: number,
  username: Buffer,
): Buffer {
  const bytes = Buffer.alloc(28 + username.length);
  bytes[0] = tag;
  bytes.writeUInt32LE(bmcSessionId, 4);
  consoleRandom.copy(bytes, 8);
  bytes[24] = role;
  bytes[27] = username.length;
  username.copy(bytes, 28);
  return bytes;
}

/** @internal */
export interface Rakp2 {
  readonly bmcRandom: Buffer;
  readonly bmcGuid: Buffer;
  readonly authCode: Buffer;
}

/** Source: IPMI 2.0 rev. 1.1, section 13.21, table 13-12. @internal */
export function decodeRakp2(bytes: Buffer, suite: CipherSuite): Rakp2 | undefined {
  const end = 40 + suite.hashBytes;
  if (bytes.length < end) return undefined;
  return {
    bmcRandom: Buffer.from(bytes.subarray(8, 24)),
    bmcGuid: Buffer.from(bytes.subarray(24, 40)),
    authCode: Buffer.from(bytes.subarray(40, end)),
  };
}

/**
 * `status` other than 0 tells the BMC that its RAKP 2 was not accepted, so that it frees the session.
 * Source: IPMI 2.0 rev. 1.1, section 13.22, table 13-13.
 * @internal
 */
export function encodeRakp3(tag: number, status: number, bmcSessionId: number, authCode: Buffer): Buffer {
  const bytes = Buffer.alloc(8);
  bytes[0] = tag;
  bytes[1] = status;
  bytes.writeUInt32LE(bmcSessionId, 4);
  return Buffer.concat([bytes, authCode]);
}

/** The check value of RAKP 4. Source: IPMI 2.0 rev. 1.1, section 13.23, table 13-14. @internal */
export function decodeRakp4(bytes: Buffer, suite: CipherSuite): Buffer | undefined {
  const end = 8 + suite.checkValueBytes;
  return bytes.length < end ? undefined : Buffer.from(bytes.subarray(8, end));
}
