import { type ConductorRecord, type ConductorStore, StoreError } from "@steelyard/runtime-interfaces";
import { locked, nowMs, run, type Scope } from "../database/scope.js";
import { columns, fromRow, type Row, toRow } from "../rows/columns.js";

const COLUMNS = columns({
  id: "int",
  hostname: "text",
  conductorGroup: "text",
  shards: "json",
  hardwareTypes: "json",
  address: "text",
  publicKey: "text",
  epoch: "int",
  isDraining: "bool",
  leaseUntil: "time",
  createdAt: "time",
  updatedAt: "time",
});

export function conductorRepository(scope: Scope): ConductorStore {
  const { db } = scope;
  const select = () => db("conductors").select("*", db.raw(`(lease_until > ${scope.nowSql}) as is_alive`));
  const read = (row: Row): ConductorRecord => ({
    ...fromRow<Omit<ConductorRecord, "isAlive">>(COLUMNS, row),
    isAlive: row["is_alive"] === true || row["is_alive"] === 1,
  });
  const get = async (hostname: string): Promise<ConductorRecord> => {
    const row = ((await run(select().where({ hostname }))) as Row[])[0];
    if (row === undefined)
      throw new StoreError("NOT_FOUND", { resource: "conductor", field: "hostname", value: hostname });
    return read(row);
  };
  const change = (hostname: string, epoch: number, changes: Row) =>
    run(
      db("conductors")
        .where({ hostname, epoch })
        .update({ ...changes, updated_at: db.raw(scope.nowSql) }),
    );

  return {
    register: (registration) =>
      scope.transaction(async (tx) => {
        const { hostname, leaseMs, shards = [], ...rest } = registration;
        const now = await nowMs(tx);
        const row = ((await run(locked(tx, tx.db("conductors").where({ hostname })))) as Row[])[0];
        if (row !== undefined && Number(row["lease_until"]) > now)
          throw new StoreError("CONDUCTOR_ALIVE", { resource: "conductor", field: "hostname", value: hostname });
        const fields = {
          ...toRow(tx, COLUMNS, { ...rest, shards, isDraining: false }),
          lease_until: now + leaseMs,
          updated_at: now,
        };
        if (row === undefined)
          await run(tx.db("conductors").insert({ ...fields, hostname, epoch: 1, created_at: now }));
        else
          await run(
            tx
              .db("conductors")
              .where({ hostname })
              .update({ ...fields, epoch: Number(row["epoch"]) + 1 }),
          );
        tx.hint();
        return conductorRepository(tx).get(hostname);
      }),
    async renew(hostname, epoch, leaseMs) {
      const count = await change(hostname, epoch, { lease_until: db.raw(`${scope.nowSql} + ${Math.round(leaseMs)}`) });
      return Number(count) > 0;
    },
    async setDraining(hostname, epoch, isDraining) {
      await change(hostname, epoch, { is_draining: scope.dialect === "sqlite" ? Number(isDraining) : isDraining });
    },
    async unregister(hostname, epoch) {
      await change(hostname, epoch, { lease_until: 0 });
      scope.hint();
    },
    async setAddress(hostname, epoch, address) {
      await change(hostname, epoch, { address });
    },
    get,
    async list() {
      return ((await run(select().orderBy("id"))) as Row[]).map(read);
    },
  };
}
