/**
 * Status codes of Open Session Response and RAKP messages, as code of {@link IpmiError} and text.
 *
 * @remarks Source: IPMI 2.0 rev. 1.1, table 13-15.
 * @public
 */
export const RAKP_STATUS = {
  1: { code: "INSUFFICIENT_RESOURCES", summary: "The BMC has no free session." },
  2: { code: "INVALID_SESSION_ID", summary: "The BMC does not know the session id." },
  3: { code: "INVALID_PAYLOAD_TYPE", summary: "The BMC does not take the payload type." },
  4: { code: "INVALID_AUTHENTICATION_ALGORITHM", summary: "The BMC does not take the authentication algorithm." },
  5: { code: "INVALID_INTEGRITY_ALGORITHM", summary: "The BMC does not take the integrity algorithm." },
  6: { code: "NO_MATCHING_AUTHENTICATION_PAYLOAD", summary: "The BMC finds no matching authentication payload." },
  7: { code: "NO_MATCHING_INTEGRITY_PAYLOAD", summary: "The BMC finds no matching integrity payload." },
  8: { code: "INACTIVE_SESSION_ID", summary: "The session id is not active on the BMC." },
  9: { code: "INVALID_ROLE", summary: "The BMC does not allow the privilege level." },
  10: { code: "UNAUTHORIZED_ROLE", summary: "The user may not have the privilege level." },
  11: { code: "INSUFFICIENT_RESOURCES_FOR_ROLE", summary: "The BMC has no free session of the privilege level." },
  12: { code: "INVALID_NAME_LENGTH", summary: "The BMC refuses the length of the user name." },
  13: { code: "UNAUTHORIZED_NAME", summary: "The BMC does not know the user." },
  14: { code: "UNAUTHORIZED_GUID", summary: "The BMC does not know the GUID." },
  15: { code: "INVALID_INTEGRITY_CHECK_VALUE", summary: "The BMC refuses the proof of the password." },
  16: { code: "INVALID_CONFIDENTIALITY_ALGORITHM", summary: "The BMC does not take the encryption algorithm." },
  17: { code: "NO_MATCHING_CIPHER_SUITE", summary: "The BMC does not take the cipher suite." },
  18: { code: "ILLEGAL_PARAMETER", summary: "The BMC finds an illegal parameter in the request." },
} as const satisfies Readonly<Record<number, { readonly code: string; readonly summary: string }>>;

/** @public */
export type RakpStatus = keyof typeof RAKP_STATUS;
/** @public */
export type RakpStatusCode = (typeof RAKP_STATUS)[RakpStatus]["code"];

/** Says whether `status` is one the specification names. @internal */
export function isRakpStatus(status: number): status is RakpStatus {
  return Object.hasOwn(RAKP_STATUS, status);
}
