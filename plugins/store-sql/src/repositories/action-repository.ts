import {
  type Action,
  type ActionChanges,
  type ActionStore,
  type DueAction,
  StoreError,
} from "@steelyard/runtime-interfaces";
import { locked, nowMs, run, type Scope } from "../database/scope.js";
import type { Row } from "../rows/columns.js";
import { page } from "../rows/page.js";
import { claimAction } from "./action-claim.js";
import { ACTION_COLUMNS, actionFromRow, dueAt, NOT_OVER } from "./action-row.js";
import { heldNodeRow, lockedNodeRow, UNRESERVED } from "./node-lock.js";

export function actionRepository(scope: Scope): ActionStore {
  const { db } = scope;
  const current = async (tx: Scope, nodeUuid: string, isLocked: boolean): Promise<Row | undefined> => {
    const query = tx.db("actions").where({ node_uuid: nodeUuid }).whereIn("state", NOT_OVER);
    return ((await run(isLocked ? locked(tx, query) : query)) as Row[])[0];
  };

  return {
    insert: (action) =>
      scope.transaction(async (tx) => {
        const node = await lockedNodeRow(tx, action.nodeUuid);
        if (node["reservation"] !== null)
          throw new StoreError("NODE_LOCKED", { resource: "node", holder: String(node["reservation"]) });
        const other = await current(tx, action.nodeUuid, false);
        if (other !== undefined)
          throw new StoreError("NODE_LOCKED", {
            resource: "node",
            holder: String(other["claimed_by"] ?? action.reservedFor),
          });
        const now = await nowMs(tx);
        const startAfter = now + (action.startAfterMs ?? 0);
        await run(
          tx.db("actions").insert({
            uuid: action.uuid,
            node_uuid: action.nodeUuid,
            call: action.call,
            args: JSON.stringify(action.args),
            state: "ready",
            start_after: startAfter,
            due_at: startAfter,
            attempts: 0,
            holds_node: tx.dialect === "sqlite" ? 1 : true,
            cursor: "{}",
            events: "{}",
            request_id: action.requestId ?? null,
            created_at: now,
            updated_at: now,
          }),
        );
        const made = await actionRepository(tx).get(action.uuid);
        await run(
          tx
            .db("nodes")
            .where({ uuid: action.nodeUuid })
            .update({
              ...UNRESERVED,
              reservation: action.reservedFor,
              reservation_action: made.id,
            }),
        );
        tx.hint();
        return made;
      }),
    async get(uuid) {
      const rows = (await run(db("actions").where({ uuid }))) as Row[];
      if (rows[0] === undefined) throw new StoreError("NOT_FOUND", { resource: "action", field: "uuid", value: uuid });
      return actionFromRow(rows[0]);
    },
    async current(nodeUuid) {
      const row = await current(scope, nodeUuid, false);
      return row === undefined ? undefined : actionFromRow(row);
    },
    list: (filter, request) =>
      page<Action>(
        scope,
        { table: "actions", resource: "action", columns: ACTION_COLUMNS },
        (query) => {
          if (filter.nodeUuid !== undefined) query.where("actions.node_uuid", filter.nodeUuid);
          if (filter.states !== undefined) query.whereIn("actions.state", filter.states as string[]);
          if (filter.calls !== undefined) query.whereIn("actions.call", filter.calls as string[]);
          return query;
        },
        request,
      ),
    async due(limit, after) {
      const query = db("actions as a")
        .join("nodes as n", "n.uuid", "a.node_uuid")
        .select("a.id", "a.uuid", "a.node_uuid", "a.due_at", "n.driver", "n.conductor_group", "n.shard")
        .whereIn("a.state", NOT_OVER)
        .whereRaw(`a.due_at <= ${scope.nowSql}`)
        .whereRaw(
          `not exists (select 1 from conductors c where c.hostname = a.claimed_by and c.epoch = a.claim_epoch and c.lease_until > ${scope.nowSql})`,
        )
        .orderBy([{ column: "a.due_at" }, { column: "a.id" }])
        .limit(limit);
      if (after !== undefined) {
        const at = Date.parse(after.startAfter);
        query.where((q) =>
          q.where("a.due_at", ">", at).orWhere((same) => same.where("a.due_at", at).andWhere("a.id", ">", after.id)),
        );
      }
      return ((await run(query)) as Row[]).map(
        (row): DueAction => ({
          id: Number(row["id"]),
          uuid: row["uuid"] as string,
          nodeUuid: row["node_uuid"] as string,
          driver: row["driver"] as string,
          conductorGroup: row["conductor_group"] as string,
          shard: row["shard"] as string | null,
          startAfter: new Date(Number(row["due_at"])).toISOString(),
        }),
      );
    },
    async nextDueInMs(atMostMs) {
      const rows = (await run(
        db("actions")
          .whereIn("state", NOT_OVER)
          .whereNull("claimed_by")
          .select(db.raw(`min(due_at) - ${scope.nowSql} as in_ms`)),
      )) as Row[];
      const inMs = rows[0]?.["in_ms"];
      return inMs === null || inMs === undefined ? atMostMs : Math.min(Math.max(0, Number(inMs)), atMostMs);
    },
    claim: (id, claimant) => claimAction(scope, id, claimant),
    update: (claim, changes, { keepClaim }) =>
      scope.transaction(async (tx) => {
        const { lock } = claim;
        await heldNodeRow(tx, lock);
        const rows = (await run(locked(tx, tx.db("actions").where({ uuid: claim.action.uuid })))) as Row[];
        const row = rows[0];
        if (row === undefined || row["claimed_by"] !== lock.conductor || Number(row["claim_epoch"]) !== lock.epoch)
          throw new StoreError("LOCK_LOST", { resource: "action" });
        const { changed, isOver, holdsNode } = changedAction(tx, row, changes, await nowMs(tx));
        const isGivenBack = isOver || !keepClaim;
        await run(
          tx
            .db("actions")
            .where({ uuid: claim.action.uuid })
            .update(isGivenBack ? { ...changed, claimed_by: null, claim_epoch: null } : changed),
        );
        if (isGivenBack) {
          const reserved =
            isOver || !holdsNode
              ? UNRESERVED
              : { ...UNRESERVED, reservation: lock.conductor, reservation_action: Number(row["id"]) };
          await run(
            tx
              .db("nodes")
              .where({ uuid: lock.nodeUuid })
              .update({ ...reserved }),
          );
          if (!isOver) tx.hint();
        }
        return actionRepository(tx).get(claim.action.uuid);
      }),
    notify: (nodeUuid, events, options = {}) =>
      scope.transaction(async (tx) => {
        const row = await current(tx, nodeUuid, true);
        if (row === undefined) return false;
        const now = await nowMs(tx);
        const merged = { ...(jsonOf(row["events"]) as object), ...events };
        const { deadlineMs } = options;
        await run(
          tx
            .db("actions")
            .where({ id: Number(row["id"]) })
            .update({
              events: JSON.stringify(merged),
              updated_at: now,
              ...(deadlineMs === undefined ? {} : { deadline_at: deadlineMs === null ? null : now + deadlineMs }),
              ...(row["state"] === "waiting" ? { due_at: Math.min(now, Number(row["due_at"])) } : {}),
            }),
        );
        tx.hint();
        return true;
      }),
    cancel: (nodeUuid, reason) =>
      scope.transaction(async (tx) => {
        const nodes = (await run(locked(tx, tx.db("nodes").where({ uuid: nodeUuid })))) as Row[];
        const row = await current(tx, nodeUuid, true);
        if (row === undefined) return undefined;
        const now = await nowMs(tx);
        await run(
          tx
            .db("actions")
            .where({ id: Number(row["id"]) })
            .update({
              state: "cancelled",
              last_error: reason,
              due_at: null,
              claimed_by: null,
              claim_epoch: null,
              updated_at: now,
              finished_at: now,
            }),
        );
        if (Number(nodes[0]?.["reservation_action"]) === Number(row["id"]))
          await run(
            tx
              .db("nodes")
              .where({ uuid: nodeUuid })
              .update({ ...UNRESERVED }),
          );
        return actionRepository(tx).get(row["uuid"] as string);
      }),
  };
}

function changedAction(
  scope: Scope,
  row: Row,
  changes: ActionChanges,
  now: number,
): { readonly changed: Row; readonly isOver: boolean; readonly holdsNode: boolean } {
  const state = changes.state ?? (row["state"] as string);
  const isOver = !NOT_OVER.includes(state);
  const startAfterMs = changes.startAfterMs === undefined ? Number(row["start_after"]) : now + changes.startAfterMs;
  const held = row["deadline_at"] === null ? null : Number(row["deadline_at"]);
  const deadlineMs =
    changes.deadlineMs === undefined ? held : changes.deadlineMs === null ? null : now + changes.deadlineMs;
  const events = jsonOf(row["events"]) as Record<string, unknown>;
  for (const name of changes.clearEvents ?? []) delete events[name];
  const holdsNode = changes.holdsNode ?? (row["holds_node"] === true || row["holds_node"] === 1);
  const hasEvents = Object.keys(events).length > 0;
  return {
    isOver,
    holdsNode,
    changed: {
      state,
      start_after: startAfterMs,
      deadline_at: deadlineMs,
      due_at: dueAt({ state, startAfterMs, deadlineMs, hasEvents, nowMs: now }),
      events: JSON.stringify(events),
      holds_node: scope.dialect === "sqlite" ? Number(holdsNode) : holdsNode,
      updated_at: now,
      ...(changes.waitFor === undefined ? {} : { wait_for: changes.waitFor }),
      ...(changes.cursor === undefined ? {} : { cursor: JSON.stringify(changes.cursor) }),
      ...(changes.lastError === undefined ? {} : { last_error: changes.lastError }),
      ...(isOver ? { finished_at: now } : {}),
    },
  };
}

function jsonOf(value: unknown): unknown {
  return typeof value === "string" ? JSON.parse(value) : { ...(value as object) };
}
