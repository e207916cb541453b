import { DriverError, type FailureCode } from "@steelyard/interfaces";
import {
  type CompletionCodeName,
  describeCompletionCode,
  type IpmiError,
  type IpmiFailureCode,
} from "@steelyard/ipmi-client";

interface Meaning {
  readonly code: FailureCode;
  /** What the operator can do about it. */
  readonly hint?: string;
}

const SILENT: Meaning = { code: "BMC_UNREACHABLE" };
const BUSY: Meaning = { code: "BMC_BUSY" };
const BROKEN: Meaning = { code: "BMC_BAD_ANSWER" };
const OPTION: Meaning = { code: "INVALID_PARAMETER" };
const FULL: Meaning = { code: "BMC_BUSY", hint: "Other programs hold its sessions; most BMCs have four or five." };
const SUITE: Meaning = { code: "BMC_ERROR", hint: "See driver_info/ipmi_cipher_suite." };
const LEVEL: Meaning = { code: "AUTH_REJECTED", hint: "See driver_info/ipmi_priv_level." };
const USER: Meaning = { code: "AUTH_REJECTED", hint: "See driver_info/ipmi_username." };
const PASSWORD: Meaning = { code: "AUTH_REJECTED", hint: "See driver_info/ipmi_password." };

/** What each failure of the wire means to Steelyard; the statuses of RAKP are IPMI 2.0 rev. 1.1, table 13-15. */
const MEANINGS = {
  BAD_OPTION: OPTION,
  CIPHER_SUITE_REFUSED: {
    code: "INVALID_PARAMETER",
    hint: "See driver_info/ipmi_cipher_suite and [ipmi] allow_md5_cipher_suites.",
  },
  HOST_NOT_RESOLVED: { code: "BMC_UNREACHABLE", hint: "See driver_info/ipmi_address." },
  TIMEOUT: SILENT,
  OUTCOME_UNKNOWN: SILENT,
  SESSION_LOST: SILENT,
  CLOSED: SILENT,
  SOCKET_FAILED: SILENT,
  BAD_ANSWER: BROKEN,
  UNKNOWN_STATUS: BROKEN,
  IPMI_2_0_NOT_SUPPORTED: { code: "NOT_SUPPORTED" },
  BAD_PASSWORD: PASSWORD,
  BAD_KG: { code: "AUTH_REJECTED", hint: "See driver_info/ipmi_hex_kg_key." },
  PRIVILEGE_REFUSED: LEVEL,
  COMPLETION_CODE: { code: "BMC_ERROR" },
  INSUFFICIENT_RESOURCES: FULL,
  INSUFFICIENT_RESOURCES_FOR_ROLE: FULL,
  INVALID_SESSION_ID: BUSY,
  INACTIVE_SESSION_ID: BUSY,
  INVALID_PAYLOAD_TYPE: { code: "BMC_ERROR" },
  INVALID_AUTHENTICATION_ALGORITHM: SUITE,
  INVALID_INTEGRITY_ALGORITHM: SUITE,
  INVALID_CONFIDENTIALITY_ALGORITHM: SUITE,
  NO_MATCHING_AUTHENTICATION_PAYLOAD: SUITE,
  NO_MATCHING_INTEGRITY_PAYLOAD: SUITE,
  NO_MATCHING_CIPHER_SUITE: SUITE,
  INVALID_ROLE: LEVEL,
  UNAUTHORIZED_ROLE: LEVEL,
  INVALID_NAME_LENGTH: USER,
  UNAUTHORIZED_NAME: USER,
  UNAUTHORIZED_GUID: { code: "AUTH_REJECTED" },
  INVALID_INTEGRITY_CHECK_VALUE: PASSWORD,
  ILLEGAL_PARAMETER: { code: "BMC_ERROR" },
} as const satisfies Readonly<Record<IpmiFailureCode, Meaning>>;

/**
 * Completion codes that mean more than that the BMC answered with an error.
 * @remarks Source: IPMI 2.0 rev. 1.1, table 5-2; Ironic `ipmitool.IPMITOOL_RETRYABLE_FAILURES` for those that pass.
 */
const COMPLETIONS = {
  NODE_BUSY: BUSY,
  PROCESSING_TIMEOUT: BUSY,
  OUT_OF_SPACE: BUSY,
  SDR_IN_UPDATE: BUSY,
  FIRMWARE_UPDATE: BUSY,
  INITIALIZING: BUSY,
  INVALID_COMMAND: { code: "NOT_SUPPORTED" },
  INVALID_COMMAND_FOR_LUN: { code: "NOT_SUPPORTED" },
  SUBFUNCTION_DISABLED: { code: "NOT_SUPPORTED" },
  INSUFFICIENT_PRIVILEGE: LEVEL,
} as const satisfies Readonly<Partial<Record<CompletionCodeName, Meaning>>>;

/** The failure of the wire as one of a driver; the client's messages hold no secret. */
export function driverFailure(error: IpmiError): DriverError {
  const { code, hint } = meaningOf(error);
  const reason = hint === undefined ? error.message : `${error.message} ${hint}`;
  return new DriverError(code, { reason, ipmi: error.code }, { cause: error });
}

function meaningOf({ code, completionCode }: IpmiError): Meaning {
  if (code !== "COMPLETION_CODE" || completionCode === undefined) return MEANINGS[code];
  const { name } = describeCompletionCode(completionCode);
  return (COMPLETIONS as Readonly<Record<string, Meaning>>)[name] ?? MEANINGS[code];
}
