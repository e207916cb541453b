import type { BmcSessionRecord, BmcSessionStore } from "@steelyard/runtime-interfaces";
import { run, type Scope } from "../database/scope.js";
import { columns, fromRow, type Row, toRow } from "../rows/columns.js";

const COLUMNS = columns({ accountKey: "text", sealed: "text", conductor: "text", updatedAt: "time" });

export function bmcSessionRepository(scope: Scope): BmcSessionStore {
  const { db } = scope;
  const stamp = () => ({ updated_at: db.raw(scope.nowSql) });
  return {
    async get(accountKey) {
      const [row] = (await run(db("bmc_sessions").where({ account_key: accountKey }))) as Row[];
      return row === undefined ? undefined : fromRow<BmcSessionRecord>(COLUMNS, row);
    },
    async put(row) {
      await run(
        db("bmc_sessions")
          .insert({ ...toRow(scope, COLUMNS, row), ...stamp() })
          .onConflict("account_key")
          .merge(),
      );
    },
    async take({ accountKey, sealed, conductor }) {
      await run(
        db("bmc_sessions")
          .where({ account_key: accountKey, sealed })
          .update({ conductor, ...stamp() }),
      );
    },
    async delete(accountKey, sealed) {
      await run(db("bmc_sessions").where({ account_key: accountKey, sealed }).delete());
    },
  };
}
