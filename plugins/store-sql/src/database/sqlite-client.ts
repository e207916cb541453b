import { createRequire } from "node:module";
import type { Knex } from "knex";
import libsql from "libsql";

const require = createRequire(import.meta.url);

interface Statement {
  readonly reader: boolean;
  all(bindings: readonly unknown[]): unknown[];
  run(bindings: readonly unknown[]): { changes: number; lastInsertRowid: number };
}

interface Connection {
  prepare(sql: string): Statement;
  exec(sql: string): void;
  close(): void;
}

interface QueryObject {
  sql: string;
  bindings?: readonly unknown[];
  response?: unknown;
  context?: { lastID: number; changes: number };
}

interface BaseClient {
  connectionSettings: { filename: string };
  _formatBindings(bindings: readonly unknown[] | undefined): readonly unknown[];
}

const Base = require("knex/lib/dialects/better-sqlite3/index.js") as new (config: Knex.Config) => BaseClient;

const TRANSACTION_SQL = /^(BEGIN|COMMIT|ROLLBACK)\b/i;
const MAX_STATEMENTS = 500;
const statements = new WeakMap<Connection, Map<string, Statement>>();

/**
 * knex's better-sqlite3 dialect over libsql.
 *
 * @remarks
 * BEGIN (always IMMEDIATE), COMMIT and ROLLBACK go through `exec`: a prepared BEGIN that met SQLITE_BUSY makes libsql lose
 * later writes at a crash. Statements are prepared once per connection. Source: DESIGN §6.
 */
export class LibsqlClient extends Base {
  _driver(): unknown {
    return libsql;
  }

  async _query(connection: Connection, query: QueryObject): Promise<QueryObject> {
    if (TRANSACTION_SQL.test(query.sql)) {
      connection.exec(/^BEGIN/i.test(query.sql) ? "BEGIN IMMEDIATE" : query.sql);
      query.response = [];
      return query;
    }
    const statement = prepared(connection, query.sql);
    const bindings = this._formatBindings(query.bindings);
    if (statement.reader) {
      query.response = statement.all(bindings);
      return query;
    }
    const result = statement.run(bindings);
    query.response = result;
    query.context = { lastID: result.lastInsertRowid, changes: result.changes };
    return query;
  }

  /**
   * Closes a connection and gives the file free at once.
   *
   * @remarks
   * Prepared statements keep a closed libsql connection, and its exclusive lock, until they are collected. The lock of a
   * WAL file ends only by leaving WAL first. Source: sqlite.org/wal.html "Use of WAL Without Shared-Memory".
   */
  async destroyRawConnection(connection: Connection): Promise<void> {
    statements.delete(connection);
    try {
      for (const pragma of ["journal_mode = DELETE", "locking_mode = NORMAL", "user_version"])
        connection.prepare(`PRAGMA ${pragma}`).all([]);
    } catch (error) {
      if (!isBusy(error)) throw error; // a file that another process holds was never ours to free
    } finally {
      connection.close();
    }
  }
}

function isBusy(error: unknown): boolean {
  return String((error as { code?: unknown }).code).startsWith("SQLITE_BUSY");
}

function prepared(connection: Connection, sql: string): Statement {
  let known = statements.get(connection);
  if (known === undefined) {
    known = new Map();
    statements.set(connection, known);
  }
  const found = known.get(sql);
  if (found !== undefined) return found;
  const statement = connection.prepare(sql);
  if (known.size >= MAX_STATEMENTS) known.clear();
  known.set(sql, statement);
  return statement;
}
