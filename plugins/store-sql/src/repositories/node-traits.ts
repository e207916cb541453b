import { type NodeStore, StoreError } from "@steelyard/runtime-interfaces";
import { run, type Scope } from "../database/scope.js";
import type { Row } from "../rows/columns.js";
import { checkGuard, lockedNodeRow } from "./node-lock.js";

/** Traits of many nodes, sorted. */
export async function nodeTraits(scope: Scope, uuids: readonly string[]): Promise<ReadonlyMap<string, string[]>> {
  const found = new Map<string, string[]>();
  if (uuids.length === 0) return found;
  const rows = (await run(
    scope
      .db("node_traits")
      .whereIn("node_uuid", uuids as string[])
      .orderBy("trait"),
  )) as Row[];
  for (const row of rows) {
    const uuid = row["node_uuid"] as string;
    const list = found.get(uuid) ?? [];
    found.set(uuid, list);
    list.push(row["trait"] as string);
  }
  return found;
}

/** The trait methods of a node store; each raises the node's version. */
export function traitMethods(scope: Scope): Pick<NodeStore, "setTraits" | "addTrait" | "removeTrait"> {
  const changing = (uuid: string, guard: Parameters<NodeStore["setTraits"]>[2], work: (tx: Scope) => Promise<void>) =>
    scope.transaction(async (tx) => {
      const row = await lockedNodeRow(tx, uuid);
      checkGuard(row, guard);
      await work(tx);
      const version = Number(row["version"]) + 1;
      await run(
        tx
          .db("nodes")
          .where({ uuid })
          .update({ version, updated_at: tx.db.raw(tx.nowSql) }),
      );
    });
  return {
    setTraits: (uuid, traits, guard) =>
      changing(uuid, guard, async (tx) => {
        await run(tx.db("node_traits").where({ node_uuid: uuid }).delete());
        const rows = [...new Set(traits)].map((trait) => ({ node_uuid: uuid, trait }));
        if (rows.length > 0) await run(tx.db("node_traits").insert(rows));
      }),
    addTrait: (uuid, trait, guard) =>
      changing(uuid, guard, async (tx) => {
        await run(tx.db("node_traits").insert({ node_uuid: uuid, trait }).onConflict(["node_uuid", "trait"]).ignore());
      }),
    removeTrait: (uuid, trait, guard) =>
      changing(uuid, guard, async (tx) => {
        const count = await run(tx.db("node_traits").where({ node_uuid: uuid, trait }).delete());
        if (Number(count) === 0) throw new StoreError("NOT_FOUND", { resource: "trait", value: trait });
      }),
  };
}
