/** How Ironic shapes a refusal: `fault` by its own code, `abort` by its web framework. */
export type ErrorShape = "fault" | "abort";

const TITLES: Readonly<Record<number, string>> = {
  400: "Bad Request",
  403: "Forbidden",
  404: "Not Found",
  405: "Method Not Allowed",
  406: "Not Acceptable",
  408: "Request Timeout",
  409: "Conflict",
  411: "Length Required",
  413: "Request Entity Too Large",
  416: "Requested Range Not Satisfiable",
  500: "Internal Server Error",
  503: "Service Unavailable",
  504: "Gateway Timeout",
};

/** A refusal on its way to the client. `message` is for the client and names what and where. */
export class ApiError extends Error {
  readonly status: number;
  readonly shape: ErrorShape;
  readonly headers: Readonly<Record<string, string>>;

  constructor(
    status: number,
    message: string,
    options: { shape?: ErrorShape; headers?: Readonly<Record<string, string>>; cause?: unknown } = {},
  ) {
    super(message, options.cause === undefined ? {} : { cause: options.cause });
    this.name = "ApiError";
    this.status = status;
    this.shape = options.shape ?? "fault";
    this.headers = options.headers ?? {};
  }
}

/** 400 with a reason. */
export const badRequest = (message: string): ApiError => new ApiError(400, message);

/** 406: the field, filter or verb is newer than the requested version. */
export const notAcceptable = (what: string): ApiError =>
  new ApiError(406, `Request not acceptable. ${what} is not available at the requested API version.`);

/** 404 for a thing that is not there. */
export const notFound = (message: string): ApiError => new ApiError(404, message);

/** 409 for what the present state forbids. */
export const conflict = (message: string): ApiError => new ApiError(409, message);

/** 404 as the web framework answers for a path it does not know. */
export const noSuchPath = (): ApiError => new ApiError(404, "The resource could not be found.", { shape: "abort" });

/** 405 with the methods that the resource takes. */
export const methodNotAllowed = (allowed: readonly string[]): ApiError =>
  new ApiError(405, "The method is not allowed for this resource.", {
    shape: "abort",
    headers: { allow: allowed.join(", ") },
  });

/**
 * The body of a refusal: JSON whose `error_message` is JSON in a string.
 *
 * @remarks Source: Ironic `ironic.api.method`, `ironic.api.middleware.parsable_error`; Pecan `core.py` for `abort`.
 */
export function errorBody(error: ApiError): string {
  const inner =
    error.shape === "abort"
      ? { code: error.status, title: TITLES[error.status] ?? "Error", description: error.message }
      : { faultcode: error.status < 500 ? "Client" : "Server", faultstring: error.message, debuginfo: null };
  return JSON.stringify({ error_message: JSON.stringify(inner) });
}
