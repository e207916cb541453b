import { extendedInfo } from "../errors/extended-info.js";
import { RedfishError } from "../errors/redfish-error.js";
import type { RedfishFailureCode } from "../errors/redfish-failures.js";
import { parseJson } from "../transport/answer-body.js";
import type { WireAnswer } from "../transport/exchange.js";
import { retryAfterMs } from "../transport/retry-after.js";

/** What a status means; those not listed are `BAD_REQUEST` below 500 and `SERVER_ERROR` above. Source: DSP0266, "Status codes". */
const CODE_OF: Readonly<Record<number, RedfishFailureCode>> = {
  401: "AUTH_REJECTED",
  403: "FORBIDDEN",
  404: "NOT_FOUND",
  405: "METHOD_NOT_ALLOWED",
  409: "CONFLICT",
  410: "NOT_FOUND",
  412: "PRECONDITION",
  428: "PRECONDITION",
  429: "BUSY",
  501: "METHOD_NOT_ALLOWED",
  503: "BUSY",
};

/** Keys by which a service says that it is not ready yet, under whatever status. See RETRY_RULES. */
const NOT_READY = new Set(["SYS518", "InvalidOperationForSystemState", "UnableToModifyDuringSystemPOST"]);

/** The error of an answer whose status is not a success. @internal */
export function answerError(
  request: { readonly method: string; readonly path: string },
  answer: WireAnswer,
  secrets: readonly string[],
  wallNow: number,
): RedfishError {
  const messages = extendedInfo(parseJson(answer.text), secrets);
  const isNotReady = messages.some(({ key }) => NOT_READY.has(key));
  const asked = retryAfterMs(answer.headers["retry-after"], wallNow);
  const code = isNotReady
    ? "BUSY"
    : (CODE_OF[answer.status] ?? (answer.status >= 500 ? "SERVER_ERROR" : "BAD_REQUEST"));
  return new RedfishError(code, {
    method: request.method,
    path: request.path,
    status: answer.status,
    messages,
    ...(asked === undefined ? {} : { retryAfterMs: asked }),
  });
}
