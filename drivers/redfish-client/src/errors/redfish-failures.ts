import type { FailureCode } from "@steelyard/interfaces";

/**
 * What a caller can do about a failure.
 * `never`: not without a change of options or of the BMC. `backoff`: again later. `verify`: read the BMC's state before
 * the request is repeated, because it may have taken effect.
 * @public
 */
export type RedfishRetry = "never" | "backoff" | "verify";

/** What a code of {@link RedfishError} means. @public */
export interface RedfishFailure {
  readonly summary: string;
  readonly retry: RedfishRetry;
  /** The code of `DriverError` that says the same to the conductor. */
  readonly driverCode: FailureCode;
}

/**
 * Every code of {@link RedfishError}.
 * @public
 */
export const REDFISH_FAILURES = {
  BAD_OPTION: { summary: "An option is not usable", retry: "never", driverCode: "INVALID_PARAMETER" },
  BMC_UNREACHABLE: { summary: "No connection to the BMC", retry: "backoff", driverCode: "BMC_UNREACHABLE" },
  TIMEOUT: { summary: "The deadline passed", retry: "backoff", driverCode: "BMC_UNREACHABLE" },
  OUTCOME_UNKNOWN: {
    summary: "The connection was lost after a write was sent; it may have taken effect",
    retry: "verify",
    driverCode: "BMC_UNREACHABLE",
  },
  ABORTED: { summary: "The call was aborted", retry: "never", driverCode: "ABORTED" },
  CLOSED: { summary: "The client was closed", retry: "never", driverCode: "ABORTED" },
  TLS_REJECTED: { summary: "No trusted TLS connection", retry: "never", driverCode: "TLS_REJECTED" },
  AUTH_REJECTED: { summary: "The BMC refused the credentials", retry: "never", driverCode: "AUTH_REJECTED" },
  FORBIDDEN: { summary: "The account may not do this", retry: "never", driverCode: "BMC_ERROR" },
  NOT_FOUND: { summary: "The resource does not exist", retry: "never", driverCode: "BMC_ERROR" },
  METHOD_NOT_ALLOWED: {
    summary: "The resource does not take this method",
    retry: "never",
    driverCode: "NOT_SUPPORTED",
  },
  BAD_REQUEST: { summary: "The BMC refused the request", retry: "never", driverCode: "BMC_ERROR" },
  CONFLICT: { summary: "The request conflicts with the resource's state", retry: "backoff", driverCode: "BMC_ERROR" },
  PRECONDITION: { summary: "The resource changed since it was read", retry: "verify", driverCode: "BMC_ERROR" },
  BUSY: { summary: "The BMC is not ready for the request", retry: "backoff", driverCode: "BMC_BUSY" },
  SERVER_ERROR: { summary: "The BMC failed", retry: "backoff", driverCode: "BMC_ERROR" },
  REDIRECT_REFUSED: {
    summary: "The BMC sends the client elsewhere",
    retry: "never",
    driverCode: "BMC_BAD_ANSWER",
  },
  BAD_ANSWER: { summary: "The answer does not follow Redfish", retry: "never", driverCode: "BMC_BAD_ANSWER" },
  NOT_SUPPORTED: { summary: "The resource lacks the feature", retry: "never", driverCode: "NOT_SUPPORTED" },
  SYSTEM_NOT_CHOSEN: {
    summary: "The BMC does not have exactly one system",
    retry: "never",
    driverCode: "INVALID_PARAMETER",
  },
  TASK_FAILED: { summary: "The BMC's task did not succeed", retry: "never", driverCode: "BMC_ERROR" },
} as const satisfies Record<string, RedfishFailure>;

/** @public */
export type RedfishFailureCode = keyof typeof REDFISH_FAILURES;
