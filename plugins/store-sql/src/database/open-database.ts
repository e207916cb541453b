import { StoreError } from "@steelyard/runtime-interfaces";
import knex, { type Knex } from "knex";
import { run } from "./scope.js";
import { LibsqlClient } from "./sqlite-client.js";

/** An open database. */
export interface OpenDatabase {
  readonly db: Knex;
  readonly dialect: "sqlite" | "postgresql";
}

const ACQUIRE_TIMEOUT_MS = 30_000;

/**
 * Opens a database by its URL.
 *
 * @param url - `sqlite::memory:`, `sqlite:PATH` or `postgres://…`
 * @throws Error for a URL of another kind (its text is not repeated: it may hold a password); StoreError `DATABASE_IN_USE`
 *   when another process holds the SQLite file
 */
export async function openDatabase(url: string, options: { readonly poolSize?: number } = {}): Promise<OpenDatabase> {
  if (url.startsWith("sqlite:")) return { db: await openSqlite(url.slice("sqlite:".length)), dialect: "sqlite" };
  if (/^postgres(ql)?:\/\//.test(url)) {
    const db = knex({
      client: "pg",
      connection: { connectionString: url, keepAlive: true },
      pool: { min: 0, max: options.poolSize ?? 10 },
      acquireConnectionTimeout: ACQUIRE_TIMEOUT_MS,
    });
    return { db, dialect: "postgresql" };
  }
  throw new Error("the database URL must begin with sqlite:, postgres:// or postgresql://");
}

async function openSqlite(path: string): Promise<Knex> {
  const db = knex({
    client: LibsqlClient as unknown as typeof Knex.Client,
    connection: { filename: path },
    useNullAsDefault: true,
    pool: { min: 1, max: 1, idleTimeoutMillis: 2 ** 31 - 1 },
    acquireConnectionTimeout: 2 ** 31 - 1,
  });
  try {
    await run(db.raw("PRAGMA locking_mode = EXCLUSIVE"));
    await run(db.raw("PRAGMA journal_mode = WAL"));
    await run(db.raw("PRAGMA synchronous = FULL"));
    // Takes the lock now, and with it refuses every other process.
    await run(db.transaction(async (tx) => void (await tx.raw("PRAGMA user_version"))));
    await run(db.raw("CREATE TABLE IF NOT EXISTS steelyard_lock (id integer)"));
  } catch (error) {
    await db.destroy();
    if (error instanceof StoreError && error.code === "UNAVAILABLE")
      throw new StoreError("DATABASE_IN_USE", { resource: "database", value: path }, { cause: error });
    throw error;
  }
  return db;
}
