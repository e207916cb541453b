/**
 * How work that failed may be tried again.
 * `never`: not without a change by the operator. `backoff`: again, with growing jittered pauses. `soon`: again at once.
 * @public
 */
export type RetryPolicy = "never" | "backoff" | "soon";

/** What a failure code means to the API and to the conductor. @public */
export interface FailureKind {
  readonly summary: string;
  readonly httpStatus: number;
  readonly retry: RetryPolicy;
}

/**
 * Every failure a driver, a plugin or the conductor may raise.
 *
 * @remarks 500 is what Ironic's clients expect for a BMC that fails; the code is in the message.
 * @public
 */
export const FAILURES = {
  AUTH_REJECTED: { summary: "The BMC refused the credentials.", httpStatus: 500, retry: "never" },
  BMC_UNREACHABLE: { summary: "The BMC did not answer in time.", httpStatus: 500, retry: "backoff" },
  BMC_BUSY: { summary: "The BMC answers, but is not ready for the request yet.", httpStatus: 500, retry: "backoff" },
  BMC_ERROR: { summary: "The BMC answered with an error.", httpStatus: 500, retry: "never" },
  BMC_BAD_ANSWER: { summary: "The BMC's answer does not follow its protocol.", httpStatus: 500, retry: "never" },
  TLS_REJECTED: { summary: "The peer's certificate was not accepted.", httpStatus: 500, retry: "never" },
  NOT_SUPPORTED: { summary: "The hardware or interface lacks this feature.", httpStatus: 400, retry: "never" },
  MISSING_PARAMETER: {
    summary: "A value the interface needs is not set on the node.",
    httpStatus: 400,
    retry: "never",
  },
  INVALID_PARAMETER: {
    summary: "A value on the node or in the request is not usable.",
    httpStatus: 400,
    retry: "never",
  },
  MISSING_RAMDISK: {
    summary: "No kernel or ramdisk is configured for the node or its architecture.",
    httpStatus: 400,
    retry: "never",
  },
  AGENT_UNREACHABLE: { summary: "The deploy agent did not answer in time.", httpStatus: 500, retry: "backoff" },
  AGENT_BUSY: { summary: "The deploy agent runs another command.", httpStatus: 500, retry: "backoff" },
  AGENT_TOKEN_REJECTED: { summary: "The deploy agent refused the node's token.", httpStatus: 500, retry: "never" },
  AGENT_COMMAND_FAILED: { summary: "The deploy agent reports that a command failed.", httpStatus: 500, retry: "never" },
  AGENT_BAD_ANSWER: {
    summary: "The deploy agent's answer does not follow its protocol.",
    httpStatus: 500,
    retry: "never",
  },
  AGENT_VERSION_CHANGED: {
    summary: "The deploy agent's hardware managers changed since its steps were read.",
    httpStatus: 500,
    retry: "never",
  },
  IMAGE_NOT_FOUND: {
    summary: "The image, or its checksum file, could not be fetched.",
    httpStatus: 400,
    retry: "never",
  },
  IMAGE_CHECKSUM_MISMATCH: {
    summary: "The image does not have the checksum it should have.",
    httpStatus: 400,
    retry: "never",
  },
  IMAGE_CHECKSUM_UNUSABLE: {
    summary: "The image has no checksum, or one of a kind that is not allowed.",
    httpStatus: 400,
    retry: "never",
  },
  POWER_TIMEOUT: { summary: "The machine did not reach the power state in time.", httpStatus: 500, retry: "never" },
  WAIT_TIMEOUT: { summary: "The deploy agent or the BMC did not call back in time.", httpStatus: 500, retry: "never" },
  STEP_UNKNOWN: { summary: "No interface of the node and no agent offers this step.", httpStatus: 400, retry: "never" },
  STEP_FAILED: { summary: "A step failed.", httpStatus: 500, retry: "never" },
  STEP_INTERRUPTED: {
    summary: "A step that must never run twice was interrupted; whether it took effect is unknown.",
    httpStatus: 500,
    retry: "never",
  },
  RESERVATION_LOST: { summary: "This process no longer holds the node.", httpStatus: 409, retry: "never" },
  ABORTED: { summary: "The work was aborted on request.", httpStatus: 409, retry: "never" },
  INTERNAL: { summary: "A defect in the software; the cause is in the log.", httpStatus: 500, retry: "never" },
} as const satisfies Record<string, FailureKind>;

/** @public */
export type FailureCode = keyof typeof FAILURES;
