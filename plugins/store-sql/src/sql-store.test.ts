import { spawn } from "node:child_process";
import { randomUUID } from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describeStore, postgresDatabase } from "@steelyard/plugin-contract";
import type { Store } from "@steelyard/runtime-interfaces";
import { afterAll, describe, expect, it } from "vitest";
import { createSqlStore } from "./sql-store.js";

const folders: string[] = [];
afterAll(() => Promise.all(folders.map((folder) => rm(folder, { recursive: true }))));

async function sqlitePath(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "store-sql-"));
  folders.push(folder);
  return join(folder, "steelyard.sqlite");
}

async function migrated(url: string): Promise<Store> {
  const store = await createSqlStore({ url });
  await store.migrate();
  return store;
}

describeStore("SQLite in memory", { open: () => migrated("sqlite::memory:") });
describeStore("SQLite in a file", { open: async () => migrated(`sqlite:${await sqlitePath()}`) });

const postgres = await postgresDatabase();
describe.skipIf(postgres === undefined)("with PostgreSQL", () => {
  describeStore("PostgreSQL", { open: () => migrated(postgres?.url ?? "") });

  it("lets another process's listener know of due work", async () => {
    const [one, two] = [await migrated(postgres?.url ?? ""), await migrated(postgres?.url ?? "")];
    try {
      let calls = 0;
      two.onWork(() => {
        calls += 1;
      });
      one.onWork(() => undefined);
      const deadline = performance.now() + 5000;
      while (calls === 0 && performance.now() < deadline) {
        await one.conductors.register({
          hostname: randomUUID(),
          conductorGroup: "",
          hardwareTypes: [],
          address: null,
          publicKey: null,
          leaseMs: 1000,
        });
        await new Promise((resolve) => setTimeout(resolve, 50));
      }
      expect(calls).toBeGreaterThan(0);
    } finally {
      await one.close();
      await two.close();
    }
  });
});

describe("an SQLite file", () => {
  it("is refused while another process holds it, by name", async () => {
    const path = await sqlitePath();
    const store = await migrated(`sqlite:${path}`);
    try {
      const probe = `
        const Database = require("libsql");
        try { new Database(${JSON.stringify(path)}).exec("create table t (x)"); console.log("opened"); }
        catch (error) { console.log(error.code); }`;
      const child = spawn(process.execPath, ["-e", probe], { stdio: ["ignore", "pipe", "inherit"] });
      let said = "";
      for await (const chunk of child.stdout) said += chunk;
      expect(said.trim()).toMatch(/^SQLITE_BUSY/);
    } finally {
      await store.close();
    }
  });

  it("ends the leases of the dead process that had it", async () => {
    const path = await sqlitePath();
    const first = await migrated(`sqlite:${path}`);
    const registration = {
      hostname: "me",
      conductorGroup: "",
      hardwareTypes: [],
      address: null,
      publicKey: null,
      leaseMs: 600_000,
    };
    const { epoch } = await first.conductors.register(registration);
    await first.close();
    const second = await migrated(`sqlite:${path}`);
    expect((await second.conductors.register(registration)).epoch).toBe(epoch + 1);
    await second.close();
  });

  it("is refused when its schema is newer", async () => {
    const path = await sqlitePath();
    const store = await createSqlStore({ url: `sqlite:${path}` });
    await expect(store.checkSchema()).rejects.toMatchObject({ code: "SCHEMA_OLD" });
    await store.migrate();
    await store.close();
    const { default: Database } = await import("libsql");
    const raw = new Database(path);
    raw.exec("update schema_version set version = 99");
    raw.close();
    const newer = await createSqlStore({ url: `sqlite:${path}` });
    await expect(newer.checkSchema()).rejects.toMatchObject({ code: "SCHEMA_NEW" });
    await expect(newer.migrate()).rejects.toMatchObject({ code: "SCHEMA_NEW" });
    await newer.close();
  });
});

it("refuses a URL of another kind without repeating it", async () => {
  const refusal = await createSqlStore({ url: "mysql://root:hunter2@db" }).catch((error: Error) => error);
  expect(String(refusal)).toContain("sqlite:");
  expect(String(refusal)).not.toContain("hunter2");
});
