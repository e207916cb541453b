import type { RedfishMessage } from "./extended-info.js";
import { REDFISH_FAILURES, type RedfishFailureCode } from "./redfish-failures.js";

const BRAND = "@steelyard/redfish-error";

/** What is known about a failure besides its code. @public */
export interface RedfishErrorFacts {
  /** What happened, in words; without secrets. */
  readonly reason?: string;
  readonly method?: string;
  readonly path?: string;
  readonly status?: number;
  readonly messages?: readonly RedfishMessage[];
  /** The attribute that is missing or unusable, as a dotted path. */
  readonly attribute?: string;
  /** The pause the service asked for. */
  readonly retryAfterMs?: number;
  /** `true` where a write was sent and stayed without answer. */
  readonly mayHaveTakenEffect?: boolean;
  readonly cause?: unknown;
}

/**
 * The one error class of this package. It never holds a password, a token, or a request body.
 * @public
 */
export class RedfishError extends Error {
  readonly code: RedfishFailureCode;
  readonly method: string | undefined;
  readonly path: string | undefined;
  /** The HTTP status, where the BMC answered. */
  readonly status: number | undefined;
  readonly messageIds: readonly string[];
  readonly messages: readonly RedfishMessage[];
  readonly attribute: string | undefined;
  readonly retryAfterMs: number | undefined;
  readonly mayHaveTakenEffect: boolean;
  /** Survives two installed copies of this package; see {@link isRedfishError}. */
  readonly brand = BRAND;

  constructor(code: RedfishFailureCode, facts: RedfishErrorFacts = {}) {
    super(sentence(code, facts), facts.cause === undefined ? undefined : { cause: facts.cause });
    this.name = "RedfishError";
    this.code = code;
    this.method = facts.method;
    this.path = facts.path;
    this.status = facts.status;
    this.messages = facts.messages ?? [];
    this.messageIds = this.messages.map((message) => message.messageId).filter((id) => id !== "");
    this.attribute = facts.attribute;
    this.retryAfterMs = facts.retryAfterMs;
    this.mayHaveTakenEffect = facts.mayHaveTakenEffect ?? false;
  }
}

/** Says whether `error` is a {@link RedfishError}, of `code` where one is given. Works across copies of this package. @public */
export function isRedfishError(error: unknown, code?: RedfishFailureCode): error is RedfishError {
  if (typeof error !== "object" || error === null) return false;
  const { brand, code: itsCode } = error as { brand?: unknown; code?: unknown };
  return brand === BRAND && (code === undefined || itsCode === code);
}

/** Says whether the BMC's answer holds a message with that key (`SYS518`, `PropertyValueNotInList`), in any registry. @public */
export function hasMessageKey(error: unknown, key: string): boolean {
  return isRedfishError(error) && error.messages.some((message) => message.key === key);
}

function sentence(code: RedfishFailureCode, facts: RedfishErrorFacts): string {
  const request = [facts.method, facts.path].filter((part) => part !== undefined).join(" ");
  const answered = facts.status === undefined ? "" : `${request === "" ? "" : " "}answered ${facts.status}`;
  const said = (facts.messages ?? [])
    .map((message) => [message.messageId, message.text].filter((part) => part !== "").join(": "))
    .join("; ");
  const parts = [`${request}${answered}`, facts.reason ?? "", said].filter((part) => part !== "");
  return parts.length === 0
    ? `${REDFISH_FAILURES[code].summary}.`
    : `${REDFISH_FAILURES[code].summary}: ${parts.join(": ")}`;
}
