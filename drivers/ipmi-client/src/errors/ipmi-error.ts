import { COMPLETION_CODES, type CompletionCodeName, describeCompletionCode } from "./completion-codes.js";
import type { IpmiFailureCode } from "./ipmi-failures.js";
import { isRakpStatus, RAKP_STATUS } from "./rakp-status.js";

const BRAND = "@steelyard/ipmi-error";

/**
 * The one error class of this package. Messages and details never hold a password, a Kg key or a session key.
 * @public
 */
export class IpmiError extends Error {
  readonly code: IpmiFailureCode;
  /** The completion code where `code` is `COMPLETION_CODE` or `PRIVILEGE_REFUSED`. */
  readonly completionCode: number | undefined;
  /** Survives two installed copies of this package; see {@link isIpmiError}. */
  readonly brand = BRAND;

  constructor(
    code: IpmiFailureCode,
    message: string,
    options: { readonly completionCode?: number; readonly cause?: unknown } = {},
  ) {
    super(message, "cause" in options ? { cause: options.cause } : undefined);
    this.name = "IpmiError";
    this.code = code;
    this.completionCode = options.completionCode;
  }
}

/** Says whether `error` is an {@link IpmiError}, of `code` where one is given. Works across copies of this package. @public */
export function isIpmiError(error: unknown, code?: IpmiFailureCode): error is IpmiError {
  if (typeof error !== "object" || error === null) return false;
  const { brand, code: itsCode } = error as { brand?: unknown; code?: unknown };
  return brand === BRAND && (code === undefined || itsCode === code);
}

/** Says whether the BMC answered with the completion code of that name. @public */
export function isCompletionCode(error: unknown, name: CompletionCodeName): boolean {
  if (!isIpmiError(error) || error.completionCode === undefined) return false;
  const rows: Readonly<Record<number, { readonly name: string }>> = COMPLETION_CODES;
  return rows[error.completionCode]?.name === name;
}

/** The error of a completion code that `peer` answered `what` with. @internal */
export function completionError(completionCode: number, what: string, peer: string): IpmiError {
  const { summary } = describeCompletionCode(completionCode);
  const hex = `0x${completionCode.toString(16).padStart(2, "0")}`;
  return new IpmiError("COMPLETION_CODE", `${peer} answered ${what} with ${hex}: ${summary}.`, { completionCode });
}

/** The error of an Open Session or RAKP status that `peer` sent in `what`. @internal */
export function statusError(status: number, what: string, peer: string): IpmiError {
  const hex = `0x${status.toString(16).padStart(2, "0")}`;
  if (!isRakpStatus(status)) {
    return new IpmiError("UNKNOWN_STATUS", `${peer} refused the session in ${what} with unknown status ${hex}.`);
  }
  const { code, summary } = RAKP_STATUS[status];
  return new IpmiError(code, `${peer} refused the session in ${what}: ${summary} (status ${hex})`);
}
