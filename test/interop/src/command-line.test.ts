import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { postgresDatabase } from "@steelyard/plugin-contract";
import { ServeProcess } from "steelyard";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { runSteelyard } from "./steelyard-program.js";

const postgres = await postgresDatabase();
let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "steelyard-cli-"));
});
afterAll(() => rm(folder, { recursive: true }));

const serveArgs = (database: string) => [
  "--api-port",
  "0",
  "--host",
  "cli",
  "--drivers",
  "fake-hardware",
  "--database",
  database,
];

describe("steelyard", () => {
  test("serve migrates an SQLite file, and a second process on it is refused by its name", async () => {
    const database = `sqlite:${join(folder, "one.sqlite")}`;
    const first = await ServeProcess.start(serveArgs(database));
    try {
      const second = await runSteelyard(["serve", ...serveArgs(database)]);
      expect(second.code).toBe(1);
      expect(second.stderr).toContain("one.sqlite");
      expect((await fetch(`${first.url}/v1/nodes`)).status).toBe(200);
    } finally {
      expect(await first.terminate()).toBe(0);
    }
    const again = await ServeProcess.start(serveArgs(database));
    expect(await again.terminate()).toBe(0);
  });

  test.skipIf(postgres === undefined)("serve refuses a PostgreSQL without a schema, and migrate makes it", async () => {
    const database = postgres?.url ?? "";
    const refused = await runSteelyard(["serve", ...serveArgs(database)]);
    expect(refused.code).toBe(1);
    expect(refused.stderr).toMatch(/schema/i);
    const migrated = await runSteelyard(["migrate", "--database", database]);
    expect(migrated).toMatchObject({ code: 0, stdout: "the database has the current schema\n" });
    const served = await ServeProcess.start(serveArgs(database));
    expect(await served.terminate()).toBe(0);
  });

  test.each([
    ["a wrong option in the file", "api:\n  prot: 1\n", /bad\.yaml:2: section api has no option prot/],
    ["a hardware type nobody brings", "default: {enabled_hardware_types: [acme]}\n", /acme/],
    ["an interface nobody brings", "default: {enabled_power_interfaces: [acme]}\n", /acme/],
    ["a plugin that is missing", "plugins: [./nowhere.js]\n", /nowhere\.js/],
  ])("serve ends with a clear message for %s", async (_, text, expected) => {
    const path = join(folder, "bad.yaml");
    await writeFile(path, text);
    const { code, stderr } = await runSteelyard([
      "serve",
      "--config",
      path,
      "--api-port",
      "0",
      "--database",
      "sqlite::memory:",
    ]);
    expect(code).toBe(1);
    expect(stderr).toMatch(expected);
    expect(stderr).not.toMatch(/^\s+at /m);
  });

  test("config prints what is in force", async () => {
    const { code, stdout } = await runSteelyard(["config", "--database", "postgres://u:s3cret@db/x"]);
    expect(code).toBe(0);
    expect(stdout).toMatch(/^conductor:$/m);
    expect(stdout).toContain("deploy_callback_timeout: 1800");
    expect(stdout).not.toContain("s3cret");
  });

  test("drivers lists hardware types with their interfaces", async () => {
    const { code, stdout } = await runSteelyard(["drivers"]);
    expect(code).toBe(0);
    expect(stdout).toMatch(/^redfish:\n(?: {2}.*\n)* {2}power: redfish\*/m);
    expect(stdout).toMatch(/^ipmi:/m);
  });
});
