import type { JsonObject } from "../node/json.js";
import { FAILURES, type FailureCode } from "./failures.js";

const BRAND = "@steelyard/driver-error";

/**
 * The one error class of drivers.
 *
 * @remarks
 * `details` is plain JSON that goes into logs and API answers: never put a secret there. The message is
 * the code's summary, then `details.reason` when it is a string, then the other details as `key=value`.
 * @public
 */
export class DriverError extends Error {
  readonly code: FailureCode;
  readonly details: JsonObject;
  /** Survives two installed copies of this package; see {@link isDriverError}. */
  readonly brand = BRAND;

  constructor(code: FailureCode, details: JsonObject = {}, options: { cause?: unknown } = {}) {
    super(messageOf(code, details), options);
    this.name = "DriverError";
    this.code = code;
    this.details = details;
  }
}

function messageOf(code: FailureCode, details: JsonObject): string {
  const { reason, ...others } = details;
  const facts = Object.entries(others).map(
    ([key, value]) => `${key}=${typeof value === "string" ? value : JSON.stringify(value)}`,
  );
  const about = facts.length > 0 ? ` (${facts.join(", ")})` : "";
  return typeof reason === "string"
    ? `${FAILURES[code].summary} ${reason}${about}`
    : `${FAILURES[code].summary}${about}`;
}

/**
 * Says whether `error` is a {@link DriverError}, of `code` where one is given. Works across copies of this package.
 * @public
 */
export function isDriverError(error: unknown, code?: FailureCode): error is DriverError {
  if (typeof error !== "object" || error === null) return false;
  const { brand, code: itsCode } = error as { brand?: unknown; code?: unknown };
  return brand === BRAND && (code === undefined || itsCode === code);
}
