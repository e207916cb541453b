import { createHmac, timingSafeEqual } from "node:crypto";
import type { CipherSuite } from "./cipher-suites.js";

/** What both sides know once RAKP 1 and 2 have passed. @internal */
export interface RakpParties {
  readonly suite: CipherSuite;
  readonly consoleSessionId: number;
  readonly bmcSessionId: number;
  readonly consoleRandom: Buffer;
  readonly bmcRandom: Buffer;
  readonly bmcGuid: Buffer;
  /** The whole byte of RAKP 1: privilege level and the name-only-lookup bit. */
  readonly role: number;
  readonly username: Buffer;
  readonly password: Buffer;
  /** Empty: the password takes the place of Kg ("one-key login"). */
  readonly kg: Buffer;
}

/** @internal */
export interface SessionKeys {
  readonly sik: Buffer;
  /** Signs packets. */
  readonly k1: Buffer;
  /** Its first 16 bytes encrypt packets. */
  readonly k2: Buffer;
}

function hmac(suite: CipherSuite, key: Buffer, ...parts: readonly Buffer[]): Buffer {
  const mac = createHmac(suite.hash, key);
  for (const part of parts) mac.update(part);
  return mac.digest();
}

function uint32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(value);
  return bytes;
}

function roleAndName({ role, username }: RakpParties): Buffer {
  return Buffer.concat([Buffer.from([role, username.length]), username]);
}

/** The key exchange authentication code of RAKP message 2. Source: IPMI 2.0 rev. 1.1, section 13.31. @internal */
export function rakp2AuthCode(p: RakpParties): Buffer {
  const ids = [uint32(p.consoleSessionId), uint32(p.bmcSessionId)];
  return hmac(p.suite, p.password, ...ids, p.consoleRandom, p.bmcRandom, p.bmcGuid, roleAndName(p));
}

/** The key exchange authentication code of RAKP message 3. Source: IPMI 2.0 rev. 1.1, section 13.31. @internal */
export function rakp3AuthCode(p: RakpParties): Buffer {
  return hmac(p.suite, p.password, p.bmcRandom, uint32(p.consoleSessionId), roleAndName(p));
}

/** SIK, K1 and K2. Source: IPMI 2.0 rev. 1.1, sections 13.31 and 13.32. @internal */
export function deriveSessionKeys(p: RakpParties): SessionKeys {
  const key = p.kg.length > 0 ? p.kg : p.password;
  const sik = hmac(p.suite, key, p.consoleRandom, p.bmcRandom, roleAndName(p));
  return { sik, k1: hmac(p.suite, sik, Buffer.alloc(20, 1)), k2: hmac(p.suite, sik, Buffer.alloc(20, 2)) };
}

/** The integrity check value of RAKP message 4. Source: IPMI 2.0 rev. 1.1, sections 13.28.1 and 13.31. @internal */
export function rakp4CheckValue(p: RakpParties, keys: SessionKeys): Buffer {
  const full = hmac(p.suite, keys.sik, p.consoleRandom, uint32(p.bmcSessionId), p.bmcGuid);
  return full.subarray(0, p.suite.checkValueBytes);
}

/** Compares in constant time; different lengths differ. @internal */
export function sameBytes(a: Buffer, b: Buffer): boolean {
  return a.length === b.length && timingSafeEqual(a, b);
}
