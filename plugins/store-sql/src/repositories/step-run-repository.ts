import { randomUUID } from "node:crypto";
import { type StepRun, type StepRunStore, StoreError } from "@steelyard/runtime-interfaces";
import { run, type Scope } from "../database/scope.js";
import { columns, fromRow, type Row } from "../rows/columns.js";
import { page } from "../rows/page.js";
import { heldNodeRow } from "./node-lock.js";

const COLUMNS = columns({
  id: "int",
  uuid: "text",
  actionUuid: "text",
  nodeUuid: "text",
  position: "int",
  phase: "text",
  interface: "text",
  step: "text",
  repeat: "text",
  args: "json",
  state: "text",
  attempt: "int",
  conductor: "text",
  checkpoint: "json",
  error: "text",
  startedAt: "time",
  endedAt: "time",
});

export function stepRunRepository(scope: Scope): StepRunStore {
  const { db } = scope;
  const find = async (tx: Scope, actionUuid: string, position: number): Promise<StepRun | undefined> => {
    const rows = (await run(tx.db("step_runs").where({ action_uuid: actionUuid, position }))) as Row[];
    return rows[0] === undefined ? undefined : fromRow<StepRun>(COLUMNS, rows[0]);
  };
  const change = (lock: Parameters<StepRunStore["wait"]>[0], uuid: string, changes: Row) =>
    scope.transaction(async (tx) => {
      await heldNodeRow(tx, lock);
      const count = await run(tx.db("step_runs").where({ uuid, node_uuid: lock.nodeUuid }).update(changes));
      if (Number(count) === 0) throw new StoreError("NOT_FOUND", { resource: "step run", field: "uuid", value: uuid });
    });

  return {
    start: (lock, step) =>
      scope.transaction(async (tx) => {
        await heldNodeRow(tx, lock);
        const known = await find(tx, step.actionUuid, step.position);
        if (known === undefined) {
          await run(
            tx.db("step_runs").insert({
              uuid: randomUUID(),
              action_uuid: step.actionUuid,
              node_uuid: step.nodeUuid,
              position: step.position,
              phase: step.phase,
              interface: step.interface,
              step: step.step,
              repeat: step.repeat,
              args: JSON.stringify(step.args),
              state: "started",
              attempt: 1,
              conductor: lock.conductor,
              started_at: tx.db.raw(tx.nowSql),
            }),
          );
        } else {
          await run(
            tx
              .db("step_runs")
              .where({ uuid: known.uuid })
              .update({ state: "started", attempt: known.attempt + 1, conductor: lock.conductor }),
          );
        }
        return (await find(tx, step.actionUuid, step.position)) as StepRun;
      }),
    checkpoint: (lock, uuid, value) => change(lock, uuid, { checkpoint: JSON.stringify(value) }),
    wait: (lock, uuid) => change(lock, uuid, { state: "waiting" }),
    end: (lock, uuid, { state, error }) =>
      change(lock, uuid, { state, error: error ?? null, ended_at: db.raw(scope.nowSql) }),
    find: (actionUuid, position) => find(scope, actionUuid, position),
    list: (filter, request) =>
      page<StepRun>(
        scope,
        { table: "step_runs", resource: "step run", columns: COLUMNS },
        (query) => {
          if (filter.nodeUuid !== undefined) query.where("step_runs.node_uuid", filter.nodeUuid);
          if (filter.actionUuid !== undefined) query.where("step_runs.action_uuid", filter.actionUuid);
          return query;
        },
        request,
      ),
  };
}
