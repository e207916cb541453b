import type { Node } from "@steelyard/interfaces";
import { isDriverError } from "@steelyard/interfaces";
import { isStoreError, RequestError } from "@steelyard/runtime-interfaces";

/** @throws RequestError `NODE_LOCKED` when somebody holds the node */
export function mustBeFree(node: Node): void {
  if (node.reservation !== null) throw locked(node.uuid, node.reservation);
}

export function locked(nodeUuid: string, holder: string): RequestError {
  return new RequestError(
    "NODE_LOCKED",
    `Node ${nodeUuid} is locked by host ${holder}, please retry after the current operation is completed.`,
  );
}

export function wrongState(node: Node, verb: string): RequestError {
  return new RequestError(
    "INVALID_STATE",
    `The requested action "${verb}" can not be performed on node "${node.uuid}" while it is in state "${node.provisionState}".`,
  );
}

/** What a store or a driver refused, as the API's client is told. */
export function asRefusal(error: unknown, nodeUuid: string): unknown {
  if (isStoreError(error, "NODE_LOCKED")) return locked(nodeUuid, error.details.holder ?? "another conductor");
  if (isStoreError(error, "NOT_FOUND"))
    return new RequestError("NOT_FOUND", `Node ${nodeUuid} could not be found.`, { cause: error });
  if (isStoreError(error, "VERSION_CONFLICT"))
    return new RequestError("CONFLICT", `Node ${nodeUuid} was changed meanwhile, please retry.`, { cause: error });
  return error;
}

/** Runs a validation; its refusal is the client's fault (400). */
export function validated(nodeUuid: string, what: string, validate: () => void): void {
  try {
    validate();
  } catch (error) {
    if (!isDriverError(error)) throw error;
    throw new RequestError("INVALID", `Node ${nodeUuid} can not ${what}: ${error.message}`, { cause: error });
  }
}
