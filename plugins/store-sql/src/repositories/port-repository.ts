import { PORT_DEFAULTS, type Port } from "@steelyard/interfaces";
import { type PortFilter, type PortStore, StoreError } from "@steelyard/runtime-interfaces";
import type { Knex } from "knex";
import { run, type Scope } from "../database/scope.js";
import { columns, fromRow, type Row, toRow } from "../rows/columns.js";
import { page } from "../rows/page.js";
import { likePart } from "./node-filter.js";
import { checkGuard, lockedNodeRow } from "./node-lock.js";

const COLUMNS = columns({
  id: "int",
  uuid: "text",
  version: "int",
  address: "text",
  nodeUuid: "text",
  name: "text",
  extra: "json",
  internalInfo: "json",
  localLinkConnection: "json",
  pxeEnabled: "bool",
  portgroupUuid: "text",
  physicalNetwork: "text",
  isSmartnic: "bool",
  description: "text",
  vendor: "text",
  category: "text",
  availableForDynamicPortgroup: "bool",
  createdAt: "time",
  updatedAt: "time",
});

/** Conditions on a table whose rows belong to a node. */
export function filterOfNode(table: "ports" | "portgroups", filter: PortFilter) {
  return (query: Knex.QueryBuilder): Knex.QueryBuilder => {
    const equal = (column: string, value: string | undefined) => {
      if (value !== undefined) query.where(`${table}.${column}`, value);
    };
    equal("node_uuid", filter.nodeUuid);
    equal("portgroup_uuid", filter.portgroupUuid);
    equal("address", filter.address);
    if (filter.addresses !== undefined) query.whereIn(`${table}.address`, filter.addresses as string[]);
    equal("vendor", filter.vendor);
    equal("category", filter.category);
    if (filter.descriptionContains !== undefined)
      query.whereRaw(`lower(${table}.description) like ? escape '\\'`, [likePart(filter.descriptionContains)]);
    const { owner, project, shards, conductorGroups } = filter;
    if (owner === undefined && project === undefined && shards === undefined && conductorGroups === undefined)
      return query;
    query.join("nodes as of", "of.uuid", `${table}.node_uuid`);
    if (owner !== undefined) query.where("of.owner", owner);
    if (project !== undefined) query.where((q) => q.where("of.owner", project).orWhere("of.lessee", project));
    if (shards !== undefined) query.whereIn("of.shard", shards as string[]);
    if (conductorGroups !== undefined)
      query.whereIn(
        "of.conductor_group",
        conductorGroups.map((group) => group.toLowerCase()),
      );
    return query;
  };
}

export function portRepository(scope: Scope): PortStore {
  const { db } = scope;
  const get: PortStore["get"] = async (ident) => {
    const rows = (await run(db("ports").where(ident))) as Row[];
    if (rows[0] === undefined) {
      const [field = "uuid", value = ""] = Object.entries(ident)[0] ?? [];
      throw new StoreError("NOT_FOUND", { resource: "port", field, value });
    }
    return fromRow<Port>(COLUMNS, rows[0]);
  };
  return {
    create: (port) =>
      scope.transaction(async (tx) => {
        await lockedNodeRow(tx, port.nodeUuid);
        const row = {
          ...toRow(tx, COLUMNS, { ...PORT_DEFAULTS, ...port }),
          version: 1,
          created_at: tx.db.raw(tx.nowSql),
        };
        await run(tx.db("ports").insert(row));
        return portRepository(tx).get({ uuid: port.uuid });
      }),
    get,
    list: (filter, request) =>
      page<Port>(scope, { table: "ports", resource: "port", columns: COLUMNS }, filterOfNode("ports", filter), request),
    async ofNode(nodeUuid) {
      const rows = (await run(db("ports").where({ node_uuid: nodeUuid }).orderBy("id"))) as Row[];
      return rows.map((row) => fromRow<Port>(COLUMNS, row));
    },
    update: (uuid, changes, guard) =>
      scope.transaction(async (tx) => {
        const port = await portRepository(tx).get({ uuid });
        checkGuard(await lockedNodeRow(tx, port.nodeUuid), guard);
        if (changes.nodeUuid !== undefined) await lockedNodeRow(tx, changes.nodeUuid);
        const row = {
          ...toRow(tx, COLUMNS, changes),
          version: port.version + 1,
          updated_at: tx.db.raw(tx.nowSql),
        };
        await run(tx.db("ports").where({ uuid }).update(row));
        return portRepository(tx).get({ uuid });
      }),
    delete: (uuid, guard) =>
      scope.transaction(async (tx) => {
        const port = await portRepository(tx).get({ uuid });
        checkGuard(await lockedNodeRow(tx, port.nodeUuid), guard);
        await run(tx.db("ports").where({ uuid }).delete());
      }),
  };
}
