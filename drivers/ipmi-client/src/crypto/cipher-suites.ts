import { IpmiError } from "../errors/ipmi-error.js";

/** How one cipher suite proves, signs and encrypts. @public */
export interface CipherSuite {
  readonly id: CipherSuiteId;
  /** Algorithm numbers on the wire. Source: IPMI 2.0 rev. 1.1, tables 13-17, 13-18, 13-19. */
  readonly authentication: number;
  readonly integrity: number;
  readonly confidentiality: number;
  /** The hash of RAKP messages and key derivation. */
  readonly hash: "sha1" | "sha256" | "md5";
  /** Bytes of the full key exchange authentication code (RAKP 2 and 3). */
  readonly hashBytes: number;
  /** Bytes of the integrity check value in RAKP 4. */
  readonly checkValueBytes: number;
  /** Bytes of the authentication code at the end of each packet. */
  readonly authCodeBytes: number;
  /** `keyed-md5` is MD5 over password, packet, password; `hmac` is HMAC with K1. */
  readonly authCode: "hmac" | "keyed-md5";
  readonly isMd5: boolean;
}

/**
 * The suites this client speaks: every one signs and encrypts with AES-CBC-128.
 *
 * @remarks Source: IPMI 2.0 rev. 1.1, table 22-20; suite 17 from the errata (rev. 1.1, E7).
 * @public
 */
export const CIPHER_SUITES = {
  3: {
    id: 3,
    authentication: 1,
    integrity: 1,
    confidentiality: 1,
    hash: "sha1",
    hashBytes: 20,
    checkValueBytes: 12,
    authCodeBytes: 12,
    authCode: "hmac",
    isMd5: false,
  },
  8: {
    id: 8,
    authentication: 2,
    integrity: 2,
    confidentiality: 1,
    hash: "md5",
    hashBytes: 16,
    checkValueBytes: 16,
    authCodeBytes: 16,
    authCode: "hmac",
    isMd5: true,
  },
  12: {
    id: 12,
    authentication: 2,
    integrity: 3,
    confidentiality: 1,
    hash: "md5",
    hashBytes: 16,
    checkValueBytes: 16,
    authCodeBytes: 16,
    authCode: "keyed-md5",
    isMd5: true,
  },
  17: {
    id: 17,
    authentication: 3,
    integrity: 4,
    confidentiality: 1,
    hash: "sha256",
    hashBytes: 32,
    checkValueBytes: 16,
    authCodeBytes: 16,
    authCode: "hmac",
    isMd5: false,
  },
} as const satisfies { readonly [Id in CipherSuiteId]: CipherSuite & { readonly id: Id } };

/** @public */
export type CipherSuiteId = 3 | 8 | 12 | 17;

/** Tried in this order when no suite is chosen. @public */
export const DEFAULT_CIPHER_SUITES: readonly CipherSuiteId[] = [17, 3];

/** Why the other suites of the specification are refused. */
const REFUSED = {
  0: "it neither authenticates, signs nor encrypts",
  1: "it neither signs nor encrypts",
  2: "it does not encrypt",
  4: "it encrypts with RC4",
  5: "it encrypts with RC4",
  6: "it neither signs nor encrypts",
  7: "it does not encrypt",
  9: "it encrypts with RC4",
  10: "it encrypts with RC4",
  11: "it does not encrypt",
  13: "it encrypts with RC4",
  14: "it encrypts with RC4",
  15: "it neither signs nor encrypts",
  16: "it does not encrypt",
  18: "it encrypts with RC4",
  19: "it encrypts with RC4",
} as const satisfies Readonly<Record<number, string>>;

/**
 * Looks a suite up and applies the policy.
 *
 * @throws {@link IpmiError} `CIPHER_SUITE_REFUSED` with the reason and the option that would allow it, if one does
 * @internal
 */
export function cipherSuite(id: number, allowMd5Suites: boolean): CipherSuite {
  const suite = (CIPHER_SUITES as Readonly<Record<number, CipherSuite>>)[id];
  if (suite === undefined) {
    const reason = (REFUSED as Readonly<Record<number, string>>)[id] ?? "the specification does not define it";
    throw new IpmiError("CIPHER_SUITE_REFUSED", `cipherSuite ${id} is refused: ${reason}. Use 17 or 3.`);
  }
  if (suite.isMd5 && !allowMd5Suites) {
    throw new IpmiError(
      "CIPHER_SUITE_REFUSED",
      `cipherSuite ${id} is refused: it relies on MD5. Use 17 or 3, or set allowMd5Suites to true.`,
    );
  }
  return suite;
}
