import { randomUUID } from "node:crypto";
import { type KeyChanges, NODE_DEFAULTS, type Node } from "@steelyard/interfaces";
import { type NodeChanges, type NodeIdent, type NodeStore, StoreError } from "@steelyard/runtime-interfaces";
import { run, type Scope } from "../database/scope.js";
import { type Row, snakeCase } from "../rows/columns.js";
import { page } from "../rows/page.js";
import { NODE_COLUMNS, nodeFromRow, nodeToRow } from "./node-columns.js";
import { filterNodes } from "./node-filter.js";
import { checkGuard, isLeaseAlive, lockedNodeRow, UNRESERVED } from "./node-lock.js";
import { nodeTraits, traitMethods } from "./node-traits.js";

const MERGED = ["driverInternalInfo", "instanceInfo", "properties", "extra", "driverInfo"] as const;

/** Tables whose rows go with their node. */
const HANGING = [
  "ports",
  "portgroups",
  "node_traits",
  "actions",
  "step_runs",
  "node_history",
  "bios_settings",
  "firmware_components",
  "inspection_data",
];

export function nodeRepository(scope: Scope): NodeStore {
  const { db } = scope;

  async function read(rows: readonly Row[]): Promise<readonly Node[]> {
    const traits = await nodeTraits(
      scope,
      rows.map((row) => row["uuid"] as string),
    );
    return rows.map((row) => nodeFromRow(row, traits.get(row["uuid"] as string) ?? []));
  }

  async function find(ident: NodeIdent): Promise<Node | undefined> {
    return (await read((await run(db("nodes").where(ident))) as Row[]))[0];
  }

  async function get(ident: NodeIdent): Promise<Node> {
    const node = await find(ident);
    if (node === undefined) {
      const [field = "uuid", value = ""] = Object.entries(ident)[0] ?? [];
      throw new StoreError("NOT_FOUND", { resource: "node", field, value });
    }
    return node;
  }

  async function mustHaveChassis(uuid: string | null | undefined, tx: Scope): Promise<void> {
    if (uuid === null || uuid === undefined) return;
    if (((await run(tx.db("chassis").select("id").where({ uuid }))) as Row[]).length === 0)
      throw new StoreError("NOT_FOUND", { resource: "chassis", field: "uuid", value: uuid });
  }

  return {
    create: (node) =>
      scope.transaction(async (tx) => {
        await mustHaveChassis(node.chassisUuid, tx);
        const row = {
          ...nodeToRow(tx, { ...NODE_DEFAULTS, ...node }),
          version: 1,
          created_at: tx.db.raw(tx.nowSql),
        };
        await run(tx.db("nodes").insert(row));
        return nodeRepository(tx).get({ uuid: node.uuid });
      }),
    get,
    find,
    async findByAddresses(addresses) {
      if (addresses.length === 0) return undefined;
      const uuids = (await run(
        db("ports")
          .distinct("node_uuid")
          .whereIn("address", addresses as string[]),
      )) as Row[];
      if (uuids.length > 1) throw new StoreError("DUPLICATE", { resource: "port", field: "address" });
      return uuids[0] === undefined ? undefined : find({ uuid: uuids[0]["node_uuid"] as string });
    },
    list: (filter, request) =>
      page<Node>(
        scope,
        { table: "nodes", resource: "node", columns: NODE_COLUMNS, markers: ["uuid", "name"], read },
        filterNodes(scope, filter),
        request,
      ),
    async count(filter) {
      const rows = await run(filterNodes(scope, filter)(db("nodes").count({ count: "*" })));
      return Number((rows as Row[])[0]?.["count"] ?? 0);
    },
    async countByShard() {
      const rows = await run(
        db("nodes").select("shard").count({ count: "*" }).groupBy("shard").orderByRaw("shard asc nulls last"),
      );
      return (rows as Row[]).map((row) => ({ shard: row["shard"] as string | null, count: Number(row["count"]) }));
    },
    update: (uuid, changes, guard) =>
      scope.transaction(async (tx) => {
        const row = await lockedNodeRow(tx, uuid);
        checkGuard(row, guard);
        await mustHaveChassis(changes.chassisUuid, tx);
        await run(
          tx
            .db("nodes")
            .where({ uuid })
            .update(changedRow(tx, row, changes)),
        );
        return nodeRepository(tx).get({ uuid });
      }),
    delete: (uuid, guard) =>
      scope.transaction(async (tx) => {
        checkGuard(await lockedNodeRow(tx, uuid), guard);
        await run(
          tx
            .db("boot_scripts")
            .whereIn("file_id", tx.db("machine_files").select("file_id").where({ node_uuid: uuid }))
            .delete(),
        );
        for (const table of [...HANGING, "machine_files"]) await run(tx.db(table).where({ node_uuid: uuid }).delete());
        await run(tx.db("nodes").where({ uuid }).delete());
      }),
    acquire: (uuid, holder) =>
      scope.transaction(async (tx) => {
        const row = await lockedNodeRow(tx, uuid);
        if (row["reservation"] !== null) {
          const isHeld =
            row["reservation_action"] !== null ||
            (await isLeaseAlive(tx, row["reservation"], row["reservation_epoch"]));
          if (isHeld) throw new StoreError("NODE_LOCKED", { resource: "node", holder: String(row["reservation"]) });
        }
        const lockToken = randomUUID();
        await run(
          tx.db("nodes").where({ uuid }).update({
            reservation: holder.conductor,
            reservation_epoch: holder.epoch,
            reservation_token: lockToken,
            reservation_action: null,
          }),
        );
        const node = await nodeRepository(tx).get({ uuid });
        return { node, lock: { nodeUuid: uuid, conductor: holder.conductor, epoch: holder.epoch, lockToken } };
      }),
    async release(lock) {
      await run(
        db("nodes")
          .where({ uuid: lock.nodeUuid, reservation_token: lock.lockToken })
          .update({ ...UNRESERVED }),
      );
    },
    ...traitMethods(scope),
  };
}

function changedRow(scope: Scope, row: Row, changes: NodeChanges): Row {
  const { merge = {}, touchProvision, ...columns } = changes;
  const changed: Row = {
    ...nodeToRow(scope, columns),
    version: Number(row["version"]) + 1,
    updated_at: scope.db.raw(scope.nowSql),
  };
  for (const field of MERGED) {
    const keys = merge[field];
    if (keys === undefined) continue;
    const column = snakeCase(field);
    const base = changed[column] ?? row[column];
    const object = (typeof base === "string" ? JSON.parse(base) : base) as Record<string, unknown>;
    changed[column] = JSON.stringify(mergeKeys(object, keys));
  }
  const hasMoved = changed["provision_state"] !== undefined && changed["provision_state"] !== row["provision_state"];
  if (hasMoved || touchProvision) changed["provision_updated_at"] = scope.db.raw(scope.nowSql);
  return changed;
}

function mergeKeys(object: Record<string, unknown>, { set = {}, remove = [] }: KeyChanges): Record<string, unknown> {
  const merged = { ...object };
  for (const key of remove) delete merged[key];
  return { ...merged, ...set };
}
