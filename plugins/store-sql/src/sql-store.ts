import type { Store } from "@steelyard/runtime-interfaces";
import { openDatabase } from "./database/open-database.js";
import { rootScope, run } from "./database/scope.js";
import { repositories } from "./repositories/repositories.js";
import { checkSchema, migrate, schemaVersion } from "./schema/migrate.js";
import { WakeUps } from "./wake-ups.js";

/** @public */
export interface SqlStoreOptions {
  /** `sqlite::memory:`, `sqlite:PATH` or `postgres://…`; may hold a password and is never logged. */
  readonly url: string;
  /** Connections to PostgreSQL. Default 10. */
  readonly poolSize?: number;
}

/**
 * Opens a store. It does not migrate; see `Store.migrate`.
 *
 * @remarks Source: DESIGN §4.
 * @throws Error for a URL of another kind; StoreError `DATABASE_IN_USE` naming the SQLite file
 * @public
 */
export async function createSqlStore(options: SqlStoreOptions): Promise<Store> {
  const { url, poolSize } = options;
  const { db, dialect } = await openDatabase(url, poolSize === undefined ? {} : { poolSize });
  const wakeUps = new WakeUps(dialect === "postgresql" ? url : undefined);
  const scope = rootScope(db, dialect, () => wakeUps.hint());
  // Whoever held leases in an SQLite file is dead: the file is ours alone.
  if (dialect === "sqlite" && (await schemaVersion(scope)) > 0) await run(db("conductors").update({ lease_until: 0 }));
  return {
    dialect,
    ...repositories(scope),
    transaction: (work) => scope.transaction((tx) => work(repositories(tx))),
    onWork: (listener) => wakeUps.on(listener),
    migrate: () => migrate(scope),
    checkSchema: () => checkSchema(scope),
    async close() {
      await wakeUps.close();
      await db.destroy();
    },
  };
}
