const BRAND = "@steelyard/request-error";

/** Why a request is refused, and the HTTP status Ironic's clients expect. @public */
export const REQUEST_FAILURES = {
  INVALID: { httpStatus: 400, summary: "The request is not usable." },
  INVALID_STATE: { httpStatus: 400, summary: "The node's state does not allow this." },
  IN_MAINTENANCE: { httpStatus: 400, summary: "The node is in maintenance." },
  NOT_ALLOWED: { httpStatus: 403, summary: "The node is protected from this." },
  NOT_FOUND: { httpStatus: 404, summary: "There is no such thing." },
  CONFLICT: { httpStatus: 409, summary: "This conflicts with what there is." },
  NODE_LOCKED: { httpStatus: 409, summary: "The node is reserved." },
  FAILED: { httpStatus: 500, summary: "The work behind the request failed." },
  NO_CONDUCTOR: { httpStatus: 503, summary: "No live conductor serves the node." },
  BUSY: { httpStatus: 503, summary: "Too much work of this kind runs already." },
  TIMEOUT: { httpStatus: 504, summary: "The owner of the node did not answer in time." },
} as const;

/** @public */
export type RequestFailureCode = keyof typeof REQUEST_FAILURES;

/** A refused request; `message` is for the client. @public */
export class RequestError extends Error {
  readonly code: RequestFailureCode;
  readonly httpStatus: number;
  readonly brand = BRAND;

  constructor(code: RequestFailureCode, message: string, options: { cause?: unknown; httpStatus?: number } = {}) {
    super(message, options);
    this.name = "RequestError";
    this.code = code;
    this.httpStatus = options.httpStatus ?? REQUEST_FAILURES[code].httpStatus;
  }
}

/** Says whether `error` is a {@link RequestError}. Works across copies of this package. @public */
export function isRequestError(error: unknown): error is RequestError {
  return typeof error === "object" && error !== null && (error as { brand?: unknown }).brand === BRAND;
}
