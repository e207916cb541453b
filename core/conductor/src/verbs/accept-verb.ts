import { randomUUID } from "node:crypto";
import type { Node, ProvisionState } from "@steelyard/interfaces";
import {
  isStoreError,
  type NodeChanges,
  type ProvisionRequest,
  type Repositories,
  RequestError,
} from "@steelyard/runtime-interfaces";
import { isHold, isStable, isWait, next, VERBS } from "@steelyard/state-machine";
import type { ConductorParts } from "../conductor-options.js";
import type { Membership } from "../membership/membership.js";
import { readSubject } from "../task/node-task.js";
import { abort, unhold } from "./accept-steering.js";
import { asRefusal, mustBeFree, validated, wrongState } from "./refusals.js";
import { VERB_ROWS, type VerbRow } from "./verb-table.js";

const MAX_TRIES = 5;

/** States whose nodes count against a limit of concurrent work. Source: reference "Conductor" §3. */
const LIMITED_STATES: Readonly<Record<NonNullable<VerbRow["limit"]>, readonly ProvisionState[]>> = {
  deploy: ["deploying", "wait call-back"],
  clean: ["deleting", "cleaning", "clean wait"],
};

/**
 * Accepts a provision request: validates without I/O, then moves the state and writes the action in one transaction that
 * compares the validated version. A change in between (a heartbeat) makes it validate again.
 *
 * @throws RequestError
 */
export async function acceptVerb(
  parts: ConductorParts,
  membership: Membership,
  nodeUuid: string,
  request: ProvisionRequest,
): Promise<void> {
  for (let tries = 1; ; tries += 1) {
    try {
      const node = await parts.store.nodes.get({ uuid: nodeUuid });
      if (request.verb === "abort") return await abort(parts, membership, node, request);
      if (request.verb === "unhold") return await unhold(parts, node);
      return await accept(parts, membership, node, request);
    } catch (error) {
      if (isStoreError(error, "VERSION_CONFLICT") && tries < MAX_TRIES) continue;
      throw asRefusal(error, nodeUuid);
    }
  }
}

async function accept(
  parts: ConductorParts,
  membership: Membership,
  node: Node,
  request: ProvisionRequest,
): Promise<void> {
  const verb = request.verb as keyof typeof VERB_ROWS;
  const row: VerbRow = VERB_ROWS[verb];
  const event = VERBS[verb]?.event;
  const manual = verb === "clean" ? { target: "manageable" as const } : {};
  const position =
    event === undefined
      ? undefined
      : next({ state: node.provisionState, target: node.targetProvisionState }, event, manual);
  mustBeFree(node);
  if (position === undefined) throw wrongState(node, verb);
  if (row.isBlockedByMaintenance && node.maintenance)
    throw new RequestError(
      "IN_MAINTENANCE",
      `The ${verb} operation can't be performed on node ${node.uuid} because it's in maintenance mode.`,
    );
  if (row.isBlockedByProtection && node.protected)
    throw new RequestError("NOT_ALLOWED", `Node ${node.uuid} is protected and can not be undeployed or rebuilt.`);
  const owner = await membership.mustOwnerOf(node);
  await checkLimit(parts, row);
  await validate(parts, node, row, request);
  const isOnlyMove = isStable(position.state) || row.call === undefined;
  const more = row.changes?.(node, request) ?? {};
  const changes: NodeChanges = {
    ...more,
    provisionState: position.state,
    targetProvisionState: position.target,
    ...(isOnlyMove ? {} : { lastError: null }),
  };
  await parts.store.transaction(async (tx: Repositories) => {
    if (isWait(node.provisionState) || isHold(node.provisionState))
      await tx.actions.cancel(node.uuid, `The node was asked to be ${verb}.`);
    await tx.nodes.update(node.uuid, changes, { kind: "version", version: node.version });
    if (isOnlyMove || row.call === undefined) return;
    await tx.actions.insert({
      uuid: randomUUID(),
      nodeUuid: node.uuid,
      call: row.call,
      args: row.args?.(request) ?? {},
      requestId: request.requestId ?? null,
      reservedFor: owner,
    });
  });
}

async function validate(parts: ConductorParts, node: Node, row: VerbRow, request: ProvisionRequest): Promise<void> {
  if (row.validates === undefined && row.check === undefined) return;
  const subject = await readSubject(parts.store, parts.hardware, node);
  validated(node.uuid, `be asked for ${request.verb}`, () => {
    for (const type of row.validates ?? []) subject.interfaceOf(type).validate(subject);
    row.check?.(parts, subject, request);
  });
}

/** @throws RequestError `BUSY` */
async function checkLimit({ store, config }: ConductorParts, { limit }: VerbRow): Promise<void> {
  if (limit === undefined) return;
  const { maxConcurrentDeploy, maxConcurrentClean } = config.conductor;
  const most = limit === "deploy" ? maxConcurrentDeploy : maxConcurrentClean;
  const count = await store.nodes.count({ provisionStates: LIMITED_STATES[limit] });
  if (count >= most)
    throw new RequestError(
      "BUSY",
      `${count} nodes are in ${LIMITED_STATES[limit].join(" or ")} already; [conductor] max_concurrent_${limit} is ${most}.`,
    );
}
