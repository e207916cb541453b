import { FAILURES, isDriverError } from "@steelyard/interfaces";
import {
  isRequestError,
  isStoreError,
  type StoreErrorDetails,
  type StoreFailureCode,
} from "@steelyard/runtime-interfaces";
import { ApiError } from "./api-error.js";

const STORE_STATUS: Readonly<Partial<Record<StoreFailureCode, number>>> = {
  NOT_FOUND: 404,
  DUPLICATE: 409,
  VERSION_CONFLICT: 409,
  NODE_LOCKED: 409,
  LOCK_LOST: 409,
  IN_USE: 400,
  UNAVAILABLE: 503,
};

function storeMessage(code: StoreFailureCode, details: StoreErrorDetails): string {
  const what = details.resource ?? "resource";
  switch (code) {
    case "NOT_FOUND":
      return `The ${what} ${details.value ?? ""} could not be found.`.replace("  ", " ");
    case "DUPLICATE":
      return `A ${what} with ${details.field ?? "this value"} ${details.value ?? ""} already exists.`;
    case "NODE_LOCKED":
      return `Node ${details.value ?? ""} is locked by host ${details.holder ?? "another process"}, please retry after the current operation is completed.`;
    case "VERSION_CONFLICT":
      return `The ${what} ${details.value ?? ""} was changed by another request, please retry.`;
    case "LOCK_LOST":
      return `The ${what} ${details.value ?? ""} was taken over by another process, please retry.`;
    case "IN_USE":
      return `The ${what} ${details.value ?? ""} can not be deleted while others refer to it.`;
    default:
      return "The database did not answer. Please retry.";
  }
}

/** The refusal a client sees for anything that was thrown; undefined when it is a fault of ours. */
export function apiErrorOf(error: unknown): ApiError | undefined {
  if (error instanceof ApiError) return error;
  if (isRequestError(error)) return new ApiError(error.httpStatus, error.message, { cause: error });
  if (isDriverError(error)) return new ApiError(FAILURES[error.code].httpStatus, error.message, { cause: error });
  if (isStoreError(error)) {
    const status = STORE_STATUS[error.code];
    if (status !== undefined) return new ApiError(status, storeMessage(error.code, error.details), { cause: error });
  }
  return undefined;
}
