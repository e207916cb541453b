import { DriverError, isDriverError } from "@steelyard/interfaces";
import { isStoreError } from "@steelyard/runtime-interfaces";

/** `last_error` and history texts are cut here. Source: Ironic `node_history` (4096). */
const MAX_LENGTH = 4096;

/** Errors after which this process must keep its hands off the node. */
export function isLost(error: unknown): boolean {
  return isDriverError(error, "RESERVATION_LOST") || isStoreError(error, "LOCK_LOST");
}

/**
 * What an operator reads of a failure. Text of an error that is not ours may hold anything, so only its kind is shown; the
 * log has the rest.
 */
export function failureText(error: unknown): string {
  const text = isDriverError(error)
    ? error.message
    : new DriverError("INTERNAL", { reason: `${error instanceof Error ? error.name : typeof error} was thrown.` })
        .message;
  return cut(text);
}

export function cut(text: string): string {
  return text.length <= MAX_LENGTH ? text : `${text.slice(0, MAX_LENGTH - 1)}…`;
}
