/** Cipher suites that this BMC can be told to take. @public */
export type CipherSuiteId = 0 | 3 | 8 | 12 | 17;

/** What a cipher suite is made of. Source: IPMI 2.0 rev. 1.1, tables 22-20, 13-17, 13-18, 13-19. */
export interface Suite {
  readonly id: CipherSuiteId;
  readonly authentication: number;
  readonly integrity: number;
  readonly confidentiality: number;
  /** Of RAKP's codes and the session's keys; null: there are none. */
  readonly hash: "sha1" | "md5" | "sha256" | null;
  /** Bytes of RAKP 4's check value. */
  readonly checkBytes: number;
  /** How packets are signed; `keyed-md5` puts the password around them (§13.28.3). */
  readonly signature: "hmac" | "keyed-md5" | null;
  readonly signatureBytes: number;
}

export const SUITES: Readonly<Record<CipherSuiteId, Suite>> = {
  0: suite(0, [0, 0, 0], null, 0, null, 0),
  3: suite(3, [1, 1, 1], "sha1", 12, "hmac", 12),
  8: suite(8, [2, 2, 1], "md5", 16, "hmac", 16),
  12: suite(12, [2, 3, 1], "md5", 16, "keyed-md5", 16),
  17: suite(17, [3, 4, 1], "sha256", 16, "hmac", 16),
};

export const DEFAULT_SUITES: readonly CipherSuiteId[] = [3, 17];

function suite(
  id: CipherSuiteId,
  [authentication, integrity, confidentiality]: readonly [number, number, number],
  hash: Suite["hash"],
  checkBytes: number,
  signature: Suite["signature"],
  signatureBytes: number,
): Suite {
  return { id, authentication, integrity, confidentiality, hash, checkBytes, signature, signatureBytes };
}
