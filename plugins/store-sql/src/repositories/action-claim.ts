import { randomUUID } from "node:crypto";
import type { Claimant, ClaimedAction } from "@steelyard/runtime-interfaces";
import { lockedIfFree, nowMs, run, type Scope } from "../database/scope.js";
import type { Row } from "../rows/columns.js";
import { actionFromRow, NOT_OVER } from "./action-row.js";
import { isLeaseAlive } from "./node-lock.js";
import { nodeRepository } from "./node-repository.js";

/**
 * Takes a due action and its node in one transaction; rows somebody else works on right now are left to them.
 * @returns undefined when it is not to be had
 */
export function claimAction(root: Scope, id: number, claimant: Claimant): Promise<ClaimedAction | undefined> {
  return root.transaction(async (scope) => {
    const { db } = scope;
    const action = (
      (await run(lockedIfFree(scope, db("actions").where({ id }).whereIn("state", NOT_OVER)))) as Row[]
    )[0];
    const now = await nowMs(scope);
    if (action === undefined || action["due_at"] === null || Number(action["due_at"]) > now) return undefined;
    if (await isLeaseAlive(scope, action["claimed_by"], action["claim_epoch"])) return undefined;
    if (!(await isLeaseAlive(scope, claimant.conductor, claimant.epoch))) return undefined;
    const uuid = action["node_uuid"] as string;
    const node = ((await run(lockedIfFree(scope, db("nodes").where({ uuid })))) as Row[])[0];
    if (node === undefined || (await isHeldByOther(scope, node, id))) return undefined;
    const lockToken = randomUUID();
    await run(
      db("nodes").where({ uuid }).update({
        reservation: claimant.conductor,
        reservation_epoch: claimant.epoch,
        reservation_token: lockToken,
        reservation_action: id,
      }),
    );
    await run(
      db("actions")
        .where({ id })
        .update({
          claimed_by: claimant.conductor,
          claim_epoch: claimant.epoch,
          attempts: Number(action["attempts"]) + 1,
          updated_at: now,
        }),
    );
    const rows = (await run(db("actions").where({ id }))) as Row[];
    return {
      action: actionFromRow(rows[0] as Row),
      node: await nodeRepository(scope).get({ uuid }),
      lock: { nodeUuid: uuid, conductor: claimant.conductor, epoch: claimant.epoch, lockToken },
    };
  });
}

async function isHeldByOther(scope: Scope, node: Row, actionId: number): Promise<boolean> {
  if (node["reservation"] === null || Number(node["reservation_action"]) === actionId) return false;
  return isLeaseAlive(scope, node["reservation"], node["reservation_epoch"]);
}
