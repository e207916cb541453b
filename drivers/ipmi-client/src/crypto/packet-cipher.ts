import { createCipheriv, createDecipheriv, createHash, createHmac, randomBytes } from "node:crypto";
import type { CipherSuite } from "./cipher-suites.js";
import { type SessionKeys, sameBytes } from "./session-keys.js";

const BLOCK = 16;
/** IPMI 2.0 passwords are compared and hashed as 20 bytes, padded with zeros. */
const PASSWORD_BYTES = 20;

/**
 * Signs and encrypts the packets of one session.
 *
 * @remarks Source: IPMI 2.0 rev. 1.1, section 13.28.4 (integrity) and 13.29 (AES-CBC-128).
 * @internal
 */
export class PacketCipher {
  readonly authCodeBytes: number;
  readonly #authCode: (signed: Buffer) => Buffer;
  readonly #key: Buffer;

  constructor(suite: CipherSuite, keys: SessionKeys, password: Buffer) {
    this.authCodeBytes = suite.authCodeBytes;
    this.#key = keys.k2.subarray(0, BLOCK);
    if (suite.authCode === "keyed-md5") {
      const padded = Buffer.alloc(PASSWORD_BYTES);
      password.copy(padded);
      this.#authCode = (signed) => createHash("md5").update(padded).update(signed).update(padded).digest();
    } else {
      this.#authCode = (signed) =>
        createHmac(suite.hash, keys.k1).update(signed).digest().subarray(0, suite.authCodeBytes);
    }
  }

  sign(signed: Buffer): Buffer {
    return this.#authCode(signed);
  }

  isSignedBy(signed: Buffer, authCode: Buffer): boolean {
    return sameBytes(this.#authCode(signed), authCode);
  }

  /** Initialization vector, then the encrypted payload with its pad 1, 2, 3 … and pad length. */
  encrypt(payload: Buffer): Buffer {
    const padBytes = (BLOCK - ((payload.length + 1) % BLOCK)) % BLOCK;
    const tail = Buffer.alloc(padBytes + 1, padBytes);
    for (let i = 0; i < padBytes; i++) tail[i] = i + 1;
    const iv = randomBytes(BLOCK);
    const cipher = createCipheriv("aes-128-cbc", this.#key, iv).setAutoPadding(false);
    return Buffer.concat([iv, cipher.update(payload), cipher.update(tail), cipher.final()]);
  }

  /** The payload, or `undefined` when the bytes are not what a peer with the key would send. */
  decrypt(encrypted: Buffer): Buffer | undefined {
    if (encrypted.length < 2 * BLOCK || encrypted.length % BLOCK !== 0) return undefined;
    const decipher = createDecipheriv("aes-128-cbc", this.#key, encrypted.subarray(0, BLOCK)).setAutoPadding(false);
    const plain = Buffer.concat([decipher.update(encrypted.subarray(BLOCK)), decipher.final()]);
    const padBytes = plain[plain.length - 1] ?? BLOCK;
    // Only the length is checked: some BMCs fill the pad with zeros, and the packet's signature has been verified.
    if (padBytes >= BLOCK) return undefined;
    return plain.subarray(0, plain.length - 1 - padBytes);
  }
}
