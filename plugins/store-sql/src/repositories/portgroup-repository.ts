import { PORTGROUP_DEFAULTS, type Portgroup } from "@steelyard/interfaces";
import { type PortgroupStore, StoreError } from "@steelyard/runtime-interfaces";
import { run, type Scope } from "../database/scope.js";
import { columns, fromRow, type Row, toRow } from "../rows/columns.js";
import { page } from "../rows/page.js";
import { checkGuard, lockedNodeRow } from "./node-lock.js";
import { filterOfNode } from "./port-repository.js";

const COLUMNS = columns({
  id: "int",
  uuid: "text",
  version: "int",
  nodeUuid: "text",
  name: "text",
  address: "text",
  mode: "text",
  properties: "json",
  extra: "json",
  internalInfo: "json",
  standalonePortsSupported: "bool",
  physicalNetwork: "text",
  category: "text",
  dynamicPortgroup: "bool",
  createdAt: "time",
  updatedAt: "time",
});

export function portgroupRepository(scope: Scope): PortgroupStore {
  const { db } = scope;
  const get: PortgroupStore["get"] = async (ident) => {
    const rows = (await run(db("portgroups").where(ident))) as Row[];
    if (rows[0] === undefined) {
      const [field = "uuid", value = ""] = Object.entries(ident)[0] ?? [];
      throw new StoreError("NOT_FOUND", { resource: "portgroup", field, value });
    }
    return fromRow<Portgroup>(COLUMNS, rows[0]);
  };
  return {
    create: (portgroup) =>
      scope.transaction(async (tx) => {
        await lockedNodeRow(tx, portgroup.nodeUuid);
        const row = {
          ...toRow(tx, COLUMNS, { ...PORTGROUP_DEFAULTS, ...portgroup }),
          version: 1,
          created_at: tx.db.raw(tx.nowSql),
        };
        await run(tx.db("portgroups").insert(row));
        return portgroupRepository(tx).get({ uuid: portgroup.uuid });
      }),
    get,
    list: (filter, request) =>
      page<Portgroup>(
        scope,
        { table: "portgroups", resource: "portgroup", columns: COLUMNS },
        filterOfNode("portgroups", filter),
        request,
      ),
    async ofNode(nodeUuid) {
      const rows = (await run(db("portgroups").where({ node_uuid: nodeUuid }).orderBy("id"))) as Row[];
      return rows.map((row) => fromRow<Portgroup>(COLUMNS, row));
    },
    update: (uuid, changes, guard) =>
      scope.transaction(async (tx) => {
        const portgroup = await portgroupRepository(tx).get({ uuid });
        checkGuard(await lockedNodeRow(tx, portgroup.nodeUuid), guard);
        const row = {
          ...toRow(tx, COLUMNS, changes),
          version: portgroup.version + 1,
          updated_at: tx.db.raw(tx.nowSql),
        };
        await run(tx.db("portgroups").where({ uuid }).update(row));
        return portgroupRepository(tx).get({ uuid });
      }),
    delete: (uuid, guard) =>
      scope.transaction(async (tx) => {
        const portgroup = await portgroupRepository(tx).get({ uuid });
        checkGuard(await lockedNodeRow(tx, portgroup.nodeUuid), guard);
        const used = (await run(tx.db("ports").select("id").where({ portgroup_uuid: uuid }).limit(1))) as Row[];
        if (used.length > 0) throw new StoreError("IN_USE", { resource: "portgroup", field: "uuid", value: uuid });
        await run(tx.db("portgroups").where({ uuid }).delete());
      }),
  };
}
