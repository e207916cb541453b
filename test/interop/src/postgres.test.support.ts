import { randomBytes } from "node:crypto";
import pg from "pg";

/** A database of its own. */
export interface OwnDatabase {
  readonly url: string;
  drop(): Promise<void>;
}

/**
 * Makes a database on the server that `STEELYARD_TEST_POSTGRES` names; undefined, with a notice, when it does not answer.
 * @throws Error when it does not answer and `STEELYARD_REQUIRE_INTEROP=1`
 */
export async function ownPostgresDatabase(): Promise<OwnDatabase | undefined> {
  const server = process.env["STEELYARD_TEST_POSTGRES"] ?? "postgres://postgres@127.0.0.1:5432";
  const name = `steelyard_interop_${randomBytes(6).toString("hex")}`;
  const admin = new pg.Client({ connectionString: `${server}/postgres`, connectionTimeoutMillis: 2000 });
  try {
    await admin.connect();
  } catch (cause) {
    if (process.env["STEELYARD_REQUIRE_INTEROP"] === "1") throw new Error("PostgreSQL does not answer", { cause });
    console.warn("skipped: PostgreSQL does not answer");
    return undefined;
  }
  await admin.query(`create database ${name}`);
  return {
    url: `${server}/${name}`,
    drop: async () => {
      await admin.query(`drop database ${name} with (force)`);
      await admin.end();
    },
  };
}
