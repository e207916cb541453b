import { randomUUID } from "node:crypto";
import { type HistoryEntry, type HistoryStore, StoreError } from "@steelyard/runtime-interfaces";
import { run, type Scope } from "../database/scope.js";
import { columns, fromRow, type Row, toRow } from "../rows/columns.js";
import { page } from "../rows/page.js";

const COLUMNS = columns({
  id: "int",
  uuid: "text",
  nodeUuid: "text",
  severity: "text",
  eventType: "text",
  event: "text",
  conductor: "text",
  user: "text",
  project: "text",
  state: "text",
  targetProvisionState: "text",
  durationSeconds: "real",
  createdAt: "time",
});

export function historyRepository(scope: Scope): HistoryStore {
  const { db } = scope;
  const get = async (nodeUuid: string, uuid: string): Promise<HistoryEntry> => {
    const rows = (await run(db("node_history").where({ node_uuid: nodeUuid, uuid }))) as Row[];
    if (rows[0] === undefined)
      throw new StoreError("NOT_FOUND", { resource: "history entry", field: "uuid", value: uuid });
    return fromRow<HistoryEntry>(COLUMNS, rows[0]);
  };
  return {
    async add(entry) {
      const uuid = randomUUID();
      await run(
        db("node_history").insert({ ...toRow(scope, COLUMNS, { ...entry, uuid }), created_at: db.raw(scope.nowSql) }),
      );
      return get(entry.nodeUuid, uuid);
    },
    get,
    list: (nodeUuid, request) =>
      page<HistoryEntry>(
        scope,
        { table: "node_history", resource: "history entry", columns: COLUMNS },
        (query) => query.where("node_history.node_uuid", nodeUuid),
        request,
      ),
    async trim(nodeUuid, maxEntries) {
      const newest = db("node_history")
        .select("id")
        .where({ node_uuid: nodeUuid })
        .orderBy("id", "desc")
        .limit(1)
        .offset(maxEntries);
      const last = ((await run(newest)) as Row[])[0];
      if (last === undefined) return;
      await run(db("node_history").where({ node_uuid: nodeUuid }).where("id", "<=", Number(last["id"])).delete());
    },
  };
}
