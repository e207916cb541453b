import { randomUUID } from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { postgresDatabase } from "@steelyard/plugin-contract";
import { describe, expect, it, onTestFinished } from "vitest";
import { openDatabase } from "../database/open-database.js";
import { rootScope, type Scope } from "../database/scope.js";
import { createSqlStore } from "../sql-store.js";
import { initialSchema } from "./0001-initial-schema.js";
import { SCHEMA_VERSION, schemaVersion } from "./migrate.js";

async function inDatabase<T>(url: string, work: (scope: Scope) => Promise<T>): Promise<T> {
  const { db, dialect } = await openDatabase(url);
  try {
    return await work(rootScope(db, dialect, () => undefined));
  } finally {
    await db.destroy();
  }
}

/** What the first release left behind. */
const atVersion1 = (url: string) =>
  inDatabase(url, (scope) =>
    scope.transaction(async (tx) => {
      await initialSchema(tx);
      await tx.db.schema.createTable("schema_version", (table) => table.integer("version").notNullable());
      await tx.db("schema_version").insert({ version: 1 });
    }),
  );

async function open(url: string) {
  const store = await createSqlStore({ url });
  onTestFinished(() => store.close());
  return store;
}

const postgres = await postgresDatabase();
const DATABASES: readonly (readonly [name: string, url: () => Promise<string>])[] = [
  [
    "SQLite",
    async () => {
      const folder = await mkdtemp(join(tmpdir(), "store-sql-migrate-"));
      onTestFinished(() => rm(folder, { recursive: true }));
      return `sqlite:${join(folder, "steelyard.sqlite")}`;
    },
  ],
  ...(postgres === undefined ? [] : [["PostgreSQL", async () => postgres.url] as const]),
];

describe.each(DATABASES)("a database of version 1 on %s", (_name, makeUrl) => {
  it("is refused until it is migrated, keeps its rows, and then keeps sessions", async () => {
    const url = await makeUrl();
    await atVersion1(url);
    const old = await createSqlStore({ url });
    await expect(old.checkSchema()).rejects.toMatchObject({ code: "SCHEMA_OLD" });
    const uuid = randomUUID();
    const chassis = await old.chassis.create({ uuid, description: "rack 12", extra: { row: 7 } });
    await old.settings.putIfAbsent("a setting", "kept");
    await old.close();

    const store = await open(url);
    await store.migrate();
    await store.checkSchema();
    expect(await store.chassis.get(uuid)).toEqual(chassis);
    expect(await store.settings.get("a setting")).toBe("kept");
    await store.bmcSessions.put({ accountKey: "k", sealed: "s", conductor: "c" });
    expect(await store.bmcSessions.get("k")).toMatchObject({ sealed: "s", conductor: "c" });
    await store.close();
    expect(await inDatabase(url, schemaVersion)).toBe(SCHEMA_VERSION);
  });
});
