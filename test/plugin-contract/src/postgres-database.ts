import { randomBytes } from "node:crypto";
import pg from "pg";
import { afterAll } from "vitest";

/**
 * A PostgreSQL database of its own for this test file, dropped afterwards; undefined (with a notice) without PostgreSQL.
 *
 * @remarks The server is `STEELYARD_TEST_POSTGRES`, default `postgres://postgres@127.0.0.1:5432`; `none` leaves it out.
 * @throws Error without PostgreSQL when `STEELYARD_REQUIRE_INTEROP=1`
 * @public
 */
export async function postgresDatabase(): Promise<{ readonly url: string } | undefined> {
  const server = process.env["STEELYARD_TEST_POSTGRES"] ?? "postgres://postgres@127.0.0.1:5432";
  if (server === "none") {
    console.warn("skipped: STEELYARD_TEST_POSTGRES is none");
    return undefined;
  }
  const name = `steelyard_test_${randomBytes(6).toString("hex")}`;
  const admin = new pg.Client({ connectionString: `${server}/postgres`, connectionTimeoutMillis: 2000 });
  try {
    await admin.connect();
  } catch (cause) {
    if (process.env["STEELYARD_REQUIRE_INTEROP"] === "1") throw new Error("PostgreSQL does not answer", { cause });
    console.warn("skipped: PostgreSQL does not answer");
    return undefined;
  }
  await admin.query(`create database ${name}`);
  afterAll(async () => {
    await admin.query(`drop database ${name} with (force)`);
    await admin.end();
  });
  return { url: `${server}/${name}` };
}
