import { type Chassis, type ChassisStore, StoreError } from "@steelyard/runtime-interfaces";
import { run, type Scope } from "../database/scope.js";
import { columns, fromRow, type Row, toRow } from "../rows/columns.js";
import { page } from "../rows/page.js";

const COLUMNS = columns({
  id: "int",
  uuid: "text",
  description: "text",
  extra: "json",
  createdAt: "time",
  updatedAt: "time",
});

export function chassisRepository(scope: Scope): ChassisStore {
  const { db } = scope;
  const missing = (uuid: string) => new StoreError("NOT_FOUND", { resource: "chassis", field: "uuid", value: uuid });
  const get = async (uuid: string): Promise<Chassis> => {
    const rows = (await run(db("chassis").where({ uuid }))) as Row[];
    if (rows[0] === undefined) throw missing(uuid);
    return fromRow<Chassis>(COLUMNS, rows[0]);
  };
  return {
    async create(chassis) {
      const fields = { description: null, extra: {}, ...chassis };
      await run(db("chassis").insert({ ...toRow(scope, COLUMNS, fields), created_at: db.raw(scope.nowSql) }));
      return get(chassis.uuid);
    },
    get,
    list: (request) =>
      page<Chassis>(scope, { table: "chassis", resource: "chassis", columns: COLUMNS }, (query) => query, request),
    async update(uuid, changes) {
      const row = { ...toRow(scope, COLUMNS, changes), updated_at: db.raw(scope.nowSql) };
      if (Number(await run(db("chassis").where({ uuid }).update(row))) === 0) throw missing(uuid);
      return get(uuid);
    },
    delete: (uuid) =>
      scope.transaction(async (tx) => {
        const used = (await run(tx.db("nodes").select("id").where({ chassis_uuid: uuid }).limit(1))) as Row[];
        if (used.length > 0) throw new StoreError("IN_USE", { resource: "chassis", field: "uuid", value: uuid });
        if (Number(await run(tx.db("chassis").where({ uuid }).delete())) === 0) throw missing(uuid);
      }),
  };
}
