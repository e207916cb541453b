import { createCipheriv, createDecipheriv, createHmac, randomBytes } from "node:crypto";

/** What a cipher suite is made of. Source: IPMI 2.0 rev. 1.1, table 22-20. */
export interface Suite {
  readonly id: 3 | 17;
  readonly authentication: number;
  readonly integrity: number;
  readonly confidentiality: number;
  readonly hash: "sha1" | "sha256";
  /** Bytes of a packet's signature and of RAKP 4's check value. */
  readonly signatureBytes: number;
}

export const SUITES: readonly Suite[] = [
  { id: 3, authentication: 1, integrity: 1, confidentiality: 1, hash: "sha1", signatureBytes: 12 },
  { id: 17, authentication: 3, integrity: 4, confidentiality: 1, hash: "sha256", signatureBytes: 16 },
];

export function hmac({ hash }: Suite, key: Uint8Array, ...parts: readonly Uint8Array[]): Buffer {
  const mac = createHmac(hash, key);
  for (const part of parts) mac.update(part);
  return mac.digest();
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
  return padding + 1 > plain.length ? undefined : plain.subarray(0, plain.length - 1 - padding);
}
