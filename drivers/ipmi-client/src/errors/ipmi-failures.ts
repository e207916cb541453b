import type { RakpStatusCode } from "./rakp-status.js";

/**
 * What a caller can do about a failure.
 * `never`: not without a change of options or of the BMC. `backoff`: again later. `verify`: ask the BMC whether the
 * command took effect before repeating it.
 * @public
 */
export type IpmiRetry = "never" | "backoff" | "verify";

/** @public */
export interface IpmiFailure {
  readonly retry: IpmiRetry;
  /** `true` where the BMC refuses who the caller says to be. */
  readonly isAuthentication: boolean;
}

const NEVER = { retry: "never", isAuthentication: false } as const;
const LATER = { retry: "backoff", isAuthentication: false } as const;
const REFUSED = { retry: "never", isAuthentication: true } as const;

/**
 * Every code of {@link IpmiError} and what it means to a caller.
 * @public
 */
export const IPMI_FAILURES = {
  /** An option is not usable; the message names it. */
  BAD_OPTION: NEVER,
  /** The cipher suite is not one this client speaks, or needs `allowMd5Suites`. */
  CIPHER_SUITE_REFUSED: NEVER,
  HOST_NOT_RESOLVED: LATER,
  /** No answer in time; the message names address, port and what was awaited. Nothing was changed by the request. */
  TIMEOUT: LATER,
  /** A request that must not be repeated was sent and stayed without answer: it may or may not have taken effect. */
  OUTCOME_UNKNOWN: { retry: "verify", isAuthentication: false },
  /** The BMC stopped answering on the session. Repeatable requests log in again by themselves. */
  SESSION_LOST: LATER,
  /** The pool or transport was closed. */
  CLOSED: NEVER,
  /** The operating system refused the socket. */
  SOCKET_FAILED: LATER,
  /** The BMC's answer is not what the specification says; the message names the field. */
  BAD_ANSWER: NEVER,
  IPMI_2_0_NOT_SUPPORTED: NEVER,
  /** The BMC's proof in RAKP message 2 was made with another password. */
  BAD_PASSWORD: REFUSED,
  /** The BMC's proof in RAKP message 4 was made with another Kg key. */
  BAD_KG: REFUSED,
  /** Set Session Privilege Level was refused. */
  PRIVILEGE_REFUSED: REFUSED,
  /** The BMC executed the request and answered with a completion code other than 0. */
  COMPLETION_CODE: NEVER,
  /** A status of Open Session or RAKP that the specification does not name. */
  UNKNOWN_STATUS: NEVER,
  INSUFFICIENT_RESOURCES: LATER,
  INVALID_SESSION_ID: LATER,
  INVALID_PAYLOAD_TYPE: NEVER,
  INVALID_AUTHENTICATION_ALGORITHM: NEVER,
  INVALID_INTEGRITY_ALGORITHM: NEVER,
  NO_MATCHING_AUTHENTICATION_PAYLOAD: NEVER,
  NO_MATCHING_INTEGRITY_PAYLOAD: NEVER,
  INACTIVE_SESSION_ID: LATER,
  INVALID_ROLE: REFUSED,
  UNAUTHORIZED_ROLE: REFUSED,
  INSUFFICIENT_RESOURCES_FOR_ROLE: LATER,
  INVALID_NAME_LENGTH: NEVER,
  UNAUTHORIZED_NAME: REFUSED,
  UNAUTHORIZED_GUID: NEVER,
  INVALID_INTEGRITY_CHECK_VALUE: REFUSED,
  INVALID_CONFIDENTIALITY_ALGORITHM: NEVER,
  NO_MATCHING_CIPHER_SUITE: NEVER,
  ILLEGAL_PARAMETER: NEVER,
} as const satisfies Readonly<Record<string, IpmiFailure>> & Readonly<Record<RakpStatusCode, IpmiFailure>>;

/** @public */
export type IpmiFailureCode = keyof typeof IPMI_FAILURES;
