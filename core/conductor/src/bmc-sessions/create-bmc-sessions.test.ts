import type { BmcAccount, TaskLog } from "@steelyard/interfaces";
import { beforeEach, describe, expect, test } from "vitest";
import { createBmcSessions } from "./create-bmc-sessions.js";
import { MemoryRows } from "./memory-rows.test.support.js";

const ACCOUNT: BmcAccount = {
  address: "https://bmc-of-r12.example/redfish/v1/",
  username: "operator",
  password: "correct horse",
};
const SESSION = { location: "/redfish/v1/SessionService/Sessions/7", token: "t0ken-of-7" };
const NEWER = { location: "/redfish/v1/SessionService/Sessions/8", token: "t0ken-of-8" };

let rows: MemoryRows;
let lines: string[];
beforeEach(() => {
  rows = new MemoryRows();
  lines = [];
});

/** The sessions as a conductor of this name, in a process of its own, sees them. */
function conductor(hostname: string, account: Partial<BmcAccount> = {}) {
  const note = (message: string, facts: object = {}) => void lines.push(`${message} ${JSON.stringify(facts)}`);
  const log: TaskLog = { debug: note, info: note, warn: note, error: note };
  return createBmcSessions({ store: rows, hostname, log }).of({ ...ACCOUNT, ...account });
}

/** Changes what the one row holds. */
function alter(change: (sealed: string) => string): void {
  for (const row of rows.sessions.values()) rows.sessions.set(row.accountKey, { ...row, sealed: change(row.sealed) });
}

describe("a kept session", () => {
  test("is found by a successor, and by nobody once it is cleared", async () => {
    expect(await conductor("a").load()).toBeUndefined();
    await conductor("a").save(SESSION);
    expect(await conductor("b").load()).toEqual(SESSION);
    await conductor("b").clear(SESSION);
    expect(await conductor("a").load()).toBeUndefined();
    expect(lines).toEqual([]);
  });

  test("shows nothing of itself in the rows", async () => {
    await conductor("a").save(SESSION);
    const shown = JSON.stringify([...rows.sessions.values()]);
    for (const secret of [...Object.values(ACCOUNT), ...Object.values(SESSION)]) expect(shown).not.toContain(secret);
    expect(rows.sessions.size).toBe(1);
  });

  test.each<[what: string, account: Partial<BmcAccount>]>([
    ["address", { address: "https://other/redfish/v1/" }],
    ["user name", { username: "admin" }],
    ["password", { password: "hunter2" }],
    ["missing password", { password: undefined }],
  ])("is not given to who has another %s, and is left alone by them", async (_what, account) => {
    await conductor("a").save(SESSION);
    expect(await conductor("b", account).load()).toBeUndefined();
    expect(await conductor("a").isTakenOver(SESSION)).toBe(false);
    expect(await conductor("a").load()).toEqual(SESSION);
    expect(lines).toEqual([]);
  });

  test("belongs to the conductor that loaded it last", async () => {
    await conductor("a").save(SESSION);
    expect(await conductor("a").isTakenOver(SESSION)).toBe(false);
    await conductor("b").load();
    expect(await conductor("a").isTakenOver(SESSION)).toBe(true);
    expect(await conductor("b").isTakenOver(SESSION)).toBe(false);
  });

  test("that was replaced is its holder's to end, and ending it leaves the newer one", async () => {
    await conductor("a").save(SESSION);
    await conductor("b").save(NEWER);
    expect(await conductor("a").isTakenOver(SESSION)).toBe(false);
    await conductor("a").clear(SESSION);
    expect(await conductor("c").load()).toEqual(NEWER);
  });

  test.each<[what: string, spoil: () => void]>([
    ["was changed", () => alter((sealed) => `${sealed.startsWith("A") ? "B" : "A"}${sealed.slice(1)}`)],
    ["is empty", () => alter(() => "")],
    [
      "was sealed under another secret",
      () => rows.values.set("cluster_secret", Buffer.alloc(32, 7).toString("base64")),
    ],
  ])("that %s counts as none, with a warning, and is replaced", async (_what, spoil) => {
    await conductor("a").save(SESSION);
    spoil();
    expect(await conductor("b").load()).toBeUndefined();
    expect(lines).toEqual([expect.stringContaining("can not be read")]);
    expect(lines[0]).toContain(ACCOUNT.address);
    expect(lines[0]).not.toMatch(/t0ken|horse|operator/);
    await conductor("b").clear(SESSION);
    await conductor("b").save(NEWER);
    expect(await conductor("a").load()).toEqual(NEWER);
  });

  test("can not be moved to the row of another account", async () => {
    await conductor("a").save(SESSION);
    const [stolen] = [...rows.sessions.values()];
    await conductor("a", { username: "thief" }).save(NEWER);
    for (const [key, row] of rows.sessions) rows.sessions.set(key, { ...row, sealed: stolen?.sealed ?? "" });
    expect(await conductor("a", { username: "thief" }).load()).toBeUndefined();
    expect(lines).toHaveLength(1);
  });
});

test("conductors that start at once share one secret", async () => {
  const accounts = ["one", "two", "three"].map((username) => ({ username }));
  await Promise.all(accounts.map((account) => conductor("a", account).save(SESSION)));
  const found = await Promise.all(accounts.map((account) => conductor("b", account).load()));
  expect(found).toEqual([SESSION, SESSION, SESSION]);
  expect([...rows.values.keys()]).toEqual(["cluster_secret"]);
});

test("a database that fails once is asked again", async () => {
  const { get } = rows.settings;
  const sessions = conductor("a");
  rows.settings.get = () => Promise.reject(new Error("no database"));
  await expect(sessions.save(SESSION)).rejects.toThrow("no database");
  rows.settings.get = get;
  await sessions.save(SESSION);
  expect(await sessions.load()).toEqual(SESSION);
});

test("a secret that is too short is refused", async () => {
  rows.values.set("cluster_secret", "c2hvcnQ=");
  await expect(conductor("a").save(SESSION)).rejects.toThrow("cluster_secret");
});
