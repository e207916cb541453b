import { createCipheriv, createDecipheriv, createHash, createHmac, randomBytes } from "node:crypto";
import type { Suite } from "./suites.js";

/** Longest password of IPMI 2.0. */
const PASSWORD_BYTES = 20;

/** What packets of an open session are signed and encrypted with. */
export interface SessionKeys {
  readonly suite: Suite;
  readonly k1: Buffer;
  readonly k2: Buffer;
  /** Padded with zeros. */
  readonly password: Buffer;
}

/** A code over some parts; empty where the suite has no codes. */
export function hmac({ hash }: Suite, key: Uint8Array, ...parts: readonly Uint8Array[]): Buffer {
  if (hash === null) return Buffer.alloc(0);
  const mac = createHmac(hash, key);
  for (const part of parts) mac.update(part);
  return mac.digest();
}

/** Keys of a session. Source: IPMI 2.0 rev. 1.1, §13.31 and §13.32. */
export function sessionKeys(suite: Suite, sik: Buffer, password: Buffer): SessionKeys {
  const constant = (byte: number): Buffer => hmac(suite, sik, Buffer.alloc(20, byte));
  const padded = Buffer.alloc(PASSWORD_BYTES);
  password.copy(padded);
  return { suite, k1: constant(1), k2: constant(2), password: padded };
}

/** The authentication code at a packet's end. Source: §13.28. */
export function signatureOf({ suite, k1, password }: SessionKeys, bytes: Uint8Array): Buffer {
  if (suite.signature === "keyed-md5")
    return createHash("md5").update(password).update(bytes).update(password).digest();
  return hmac(suite, k1, bytes).subarray(0, suite.signatureBytes);
}

/** AES-CBC-128 with the pad of §13.29. */
export function encrypt(key: Uint8Array, payload: Uint8Array): Buffer {
  const iv = randomBytes(16);
  const padding = (16 - ((payload.length + 1) % 16)) % 16;
  const pad = Buffer.from([...Array.from({ length: padding }, (_, index) => index + 1), padding]);
  const cipher = createCipheriv("aes-128-cbc", key.subarray(0, 16), iv).setAutoPadding(false);
  return Buffer.concat([iv, cipher.update(Buffer.concat([payload, pad])), cipher.final()]);
}

/** @returns undefined when it is not well formed */
export function decrypt(key: Uint8Array, bytes: Buffer): Buffer | undefined {
  if (bytes.length < 32 || bytes.length % 16 !== 0) return undefined;
  const decipher = createDecipheriv("aes-128-cbc", key.subarray(0, 16), bytes.subarray(0, 16)).setAutoPadding(false);
  const plain = Buffer.concat([decipher.update(bytes.subarray(16)), decipher.final()]);
  const padding = plain[plain.length - 1] ?? 0;
  const end = plain.length - 1 - padding;
  if (end < 0) return undefined;
  const isPadded = plain.subarray(end, -1).every((byte, index) => byte === index + 1);
  return isPadded ? plain.subarray(0, end) : undefined;
}
