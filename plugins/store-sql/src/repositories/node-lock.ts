import { type NodeGuard, type NodeLock, StoreError } from "@steelyard/runtime-interfaces";
import { locked, run, type Scope } from "../database/scope.js";
import type { Row } from "../rows/columns.js";

/** The row of a node, locked for the transaction. @throws StoreError `NOT_FOUND` */
export async function lockedNodeRow(scope: Scope, uuid: string): Promise<Row> {
  const rows = (await run(locked(scope, scope.db("nodes").where({ uuid })))) as Row[];
  if (rows[0] === undefined) throw new StoreError("NOT_FOUND", { resource: "node", field: "uuid", value: uuid });
  return rows[0];
}

/** @throws StoreError what the guard says */
export function checkGuard(row: Row, guard: NodeGuard): void {
  switch (guard.kind) {
    case "none":
      return;
    case "lock":
      checkLock(row, guard.lock);
      return;
    case "version":
      if (row["reservation"] !== null)
        throw new StoreError("NODE_LOCKED", { resource: "node", holder: String(row["reservation"]) });
      if (Number(row["version"]) !== guard.version) throw new StoreError("VERSION_CONFLICT", { resource: "node" });
  }
}

/** @throws StoreError `LOCK_LOST` */
export function checkLock(row: Row, lock: NodeLock): void {
  if (row["reservation_token"] !== lock.lockToken) throw new StoreError("LOCK_LOST", { resource: "node" });
}

/** The node's row, locked and proved to be held. A node that is gone is a lock that is lost. @throws StoreError `LOCK_LOST` */
export async function heldNodeRow(scope: Scope, lock: NodeLock): Promise<Row> {
  const rows = (await run(locked(scope, scope.db("nodes").where({ uuid: lock.nodeUuid })))) as Row[];
  if (rows[0] === undefined) throw new StoreError("LOCK_LOST", { resource: "node" });
  checkLock(rows[0], lock);
  return rows[0];
}

/** Columns of a node nobody holds. */
export const UNRESERVED = {
  reservation: null,
  reservation_epoch: null,
  reservation_token: null,
  reservation_action: null,
} as const;

/** Whether a conductor's lease under this epoch is alive, by the database's clock. */
export async function isLeaseAlive(scope: Scope, hostname: unknown, epoch: unknown): Promise<boolean> {
  if (hostname === null || epoch === null) return false;
  const rows = await run(
    scope
      .db("conductors")
      .select("id")
      .where({ hostname: hostname as string, epoch: Number(epoch) })
      .whereRaw(`lease_until > ${scope.nowSql}`),
  );
  return (rows as Row[]).length > 0;
}
