import { randomUUID } from "node:crypto";
import type { Node, ProvisionState } from "@steelyard/interfaces";
import type { NodeChanges, ProvisionRequest } from "@steelyard/runtime-interfaces";
import { next } from "@steelyard/state-machine";
import type { ConductorParts } from "../conductor-options.js";
import { cursorOf } from "../flow/cursor.js";
import { flowOf } from "../flow/flow-of-state.js";
import { ABORT_PROGRAMS, type AbortArgs } from "../flow/programs.js";
import type { Membership } from "../membership/membership.js";
import { mustBeFree, wrongState } from "./refusals.js";

const HOLDS: ReadonlySet<ProvisionState> = new Set(["clean hold", "deploy hold", "service hold"]);

/**
 * Aborts work that waits: the state moves at once and the cleaning up is an action of its own. A step that can not be aborted
 * ends first; then its flow fails. Source: reference "States" §4.
 */
export async function abort(
  parts: ConductorParts,
  membership: Membership,
  node: Node,
  request: ProvisionRequest,
): Promise<void> {
  const from = node.provisionState;
  const position = next({ state: from, target: node.targetProvisionState }, "abort");
  mustBeFree(node);
  if (position === undefined) throw wrongState(node, "abort");
  const current = await parts.store.actions.current(node.uuid);
  const cursor = current === undefined ? undefined : cursorOf(current.cursor);
  const entry = cursor?.plan[cursor.position];
  if (
    current !== undefined &&
    !HOLDS.has(from) &&
    entry?.kind === "step" &&
    !entry.isAbortable &&
    from !== "rescue wait"
  ) {
    await parts.store.actions.notify(node.uuid, { abortAfter: true });
    return;
  }
  const flow = flowOf(from);
  const what = entry?.kind === "step" ? ` while the step ${entry.interface}.${entry.step} ran` : "";
  const lastError = `The work was aborted on request in ${from}${what}.`;
  const program = ABORT_PROGRAMS[from];
  const args: AbortArgs = { from, has_ramdisk: cursor?.hasRamdisk ?? false };
  const owner = program === undefined ? undefined : await membership.mustOwnerOf(node);
  const changes: NodeChanges = {
    provisionState: position.state,
    targetProvisionState: position.target,
    lastError: position.state === "active" ? null : lastError,
    ...(flow?.stepField === undefined ? {} : { [flow.stepField]: {} }),
    ...(from === "rescue wait"
      ? { merge: { instanceInfo: { remove: ["rescue_password", "hashed_rescue_password"] } } }
      : {}),
    ...(from === "wait call-back" ? { merge: { driverInternalInfo: { remove: ["agent_url"] } } } : {}),
  };
  await parts.store.transaction(async (tx) => {
    await tx.actions.cancel(node.uuid, lastError);
    await tx.nodes.update(node.uuid, changes, { kind: "version", version: node.version });
    if (parts.config.conductor.nodeHistory)
      await tx.history.add({
        nodeUuid: node.uuid,
        severity: "ERROR",
        eventType: flow?.eventType ?? "conductor",
        event: lastError,
        conductor: parts.hostname,
        state: from,
      });
    if (owner === undefined) return;
    await tx.actions.insert({
      uuid: randomUUID(),
      nodeUuid: node.uuid,
      call: "abort",
      args: { ...args },
      requestId: request.requestId ?? null,
      reservedFor: owner,
    });
  });
}

/** Lets a held node go on: it moves to its wait state, and its action is due. */
export async function unhold(parts: ConductorParts, node: Node): Promise<void> {
  const position = next({ state: node.provisionState, target: node.targetProvisionState }, "unhold");
  mustBeFree(node);
  if (position === undefined) throw wrongState(node, "unhold");
  await parts.store.transaction(async (tx) => {
    await tx.nodes.update(
      node.uuid,
      { provisionState: position.state, targetProvisionState: position.target },
      { kind: "version", version: node.version },
    );
    await tx.actions.notify(node.uuid, { unhold: true });
  });
}
