import type { RedfishMessage } from "../errors/extended-info.js";

/** What a repeat is decided on. @internal */
export interface Attempted {
  /** `true` where a repeat does no harm even if the first request took effect. */
  readonly isRepeatable: boolean;
  readonly isGet: boolean;
  readonly result:
    | { readonly kind: "no answer"; readonly wasSent: boolean; readonly isTransient: boolean }
    | {
        readonly kind: "answer";
        readonly status: number;
        readonly messages: readonly RedfishMessage[];
        readonly retryAfterMs: number | undefined;
      };
}

/** @internal */
export interface RetryRule {
  readonly because: string;
  readonly matches: (attempted: Attempted) => boolean;
  readonly repeats: number;
  /** Where the service names a pause, that one is kept instead. */
  readonly pauseMs: number;
}

const PATIENCE_MS = 3_000;

/**
 * Which failed requests are sent again. The first row that matches counts.
 *
 * @remarks Source: reference/redfish.md §1 "Request retries", "Headers"; RFC 9110 §15.6.4.
 * @internal
 */
export const RETRY_RULES: readonly RetryRule[] = [
  {
    because: "nothing was sent, so nothing can have taken effect",
    matches: ({ result }) => result.kind === "no answer" && result.isTransient && !result.wasSent,
    repeats: 3,
    pauseMs: 2_000,
  },
  {
    because: "the connection was lost on a request that may be repeated",
    matches: ({ result, isRepeatable }) => result.kind === "no answer" && result.isTransient && isRepeatable,
    repeats: 3,
    pauseMs: 2_000,
  },
  {
    because: "the service refuses for now and says for how long",
    matches: ({ result }) =>
      result.kind === "answer" && (result.status === 503 || result.status === 429) && result.retryAfterMs !== undefined,
    repeats: 10,
    pauseMs: PATIENCE_MS,
  },
  {
    because: "iDRAC's Lifecycle Controller refuses while it starts (SYS518)",
    matches: ({ result }) => result.kind === "answer" && result.status >= 500 && holds(result.messages, "SYS518"),
    repeats: 10,
    pauseMs: PATIENCE_MS,
  },
  {
    because: "iLO refuses during POST; for writes it says so with status 400",
    matches: ({ result, isGet }) =>
      result.kind === "answer" &&
      (result.status >= 500 || (result.status === 400 && !isGet)) &&
      holds(result.messages, "InvalidOperationForSystemState"),
    repeats: 10,
    pauseMs: PATIENCE_MS,
  },
  {
    because: "iLO locks boot settings while the host is in POST, which takes about a minute",
    matches: ({ result }) => result.kind === "answer" && holds(result.messages, "UnableToModifyDuringSystemPOST"),
    repeats: 20,
    pauseMs: PATIENCE_MS,
  },
  {
    because: "a server error on a read is often gone a moment later",
    matches: ({ result, isGet }) =>
      isGet && result.kind === "answer" && result.status >= 500 && result.status !== 501 && result.status !== 505,
    repeats: 3,
    pauseMs: PATIENCE_MS,
  },
];

/** The rule for an attempt, or undefined where it is not repeated. @internal */
export function retryRuleFor(attempted: Attempted): RetryRule | undefined {
  return RETRY_RULES.find((rule) => rule.matches(attempted));
}

function holds(messages: readonly RedfishMessage[], key: string): boolean {
  return messages.some((message) => message.key === key);
}
