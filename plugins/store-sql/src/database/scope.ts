import type { Knex } from "knex";
import { asStoreError } from "./store-failure.js";

/** A database, or one of its transactions, with what differs between the dialects. */
export interface Scope {
  readonly dialect: "sqlite" | "postgresql";
  readonly db: Knex;
  /** The database's clock in milliseconds since 1970, as SQL. */
  readonly nowSql: string;
  /** Runs `work` in a transaction: this one, or a new one. */
  transaction<T>(work: (tx: Scope) => Promise<T>): Promise<T>;
  /** Notes that work became due; told to listeners after the commit. */
  hint(): void;
}

const NOW_SQL = {
  sqlite: "CAST(ROUND((julianday('now') - 2440587.5) * 86400000) AS INTEGER)",
  postgresql: "CAST(extract(epoch from clock_timestamp()) * 1000 AS bigint)",
} as const;

/** The scope of a whole database. */
export function rootScope(db: Knex, dialect: Scope["dialect"], onHint: () => void): Scope {
  return {
    dialect,
    db,
    nowSql: NOW_SQL[dialect],
    async transaction(work) {
      let isHinted = false;
      try {
        const result = await db.transaction((trx) =>
          work({
            dialect,
            db: trx,
            nowSql: NOW_SQL[dialect],
            transaction(inner) {
              return inner(this);
            },
            hint() {
              isHinted = true;
            },
          }),
        );
        if (isHinted) onHint();
        return result;
      } catch (error) {
        throw asStoreError(error);
      }
    },
    hint: onHint,
  };
}

/** Awaits a query; its failure becomes a StoreError without bound values. */
export async function run<T>(query: PromiseLike<T>): Promise<T> {
  try {
    return await query;
  } catch (error) {
    throw asStoreError(error);
  }
}

/** The database's now in milliseconds. */
export async function nowMs(scope: Scope): Promise<number> {
  const rows = await run(scope.db.select(scope.db.raw(`${scope.nowSql} as now`)));
  return Number((rows as { now: number | string }[])[0]?.now);
}

/** Locks the rows of a query until the transaction ends; SQLite's transactions are alone anyway. */
export function locked<Q extends Knex.QueryBuilder>(scope: Scope, query: Q): Q {
  return scope.dialect === "postgresql" ? (query.forUpdate() as Q) : query;
}

/** As {@link locked}, leaving out rows that somebody else has locked. */
export function lockedIfFree<Q extends Knex.QueryBuilder>(scope: Scope, query: Q): Q {
  return scope.dialect === "postgresql" ? (query.forUpdate().skipLocked() as Q) : query;
}
