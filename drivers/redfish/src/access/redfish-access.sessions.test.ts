import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createRack } from "@steelyard/bmc-simulator";
import { aTask } from "@steelyard/driver-contract";
import { type BmcSessions, configDefaults, type JsonObject, NoBmcSessions } from "@steelyard/interfaces";
import { createRedfishPool, type RedfishClock } from "@steelyard/redfish-client";
import { expect, onTestFinished, test } from "vitest";
import { REDFISH_CONFIG, RedfishAccess, RedfishPower } from "../index.js";
import { MemoryBmcSessions } from "../testing/memory-bmc-sessions.test.support.js";

const SESSIONS = "/redfish/v1/SessionService/Sessions";

/** Repeats are not waited for. */
const LEAPING: RedfishClock = {
  now: () => performance.now(),
  wallNow: () => Date.now(),
  sleep: async (_ms, signal) => signal.throwIfAborted(),
};

/** A BMC with room for two sessions, and processes that manage it one after the other or at once. */
async function world() {
  const folder = await mkdtemp(join(tmpdir(), "driver-redfish-sessions-"));
  const redfish = { habits: { maxSessions: 2 } };
  const rack = await createRack({ machines: [{ name: "node-1", redfish }], folder, bootServerUrl: null });
  const wire = rack.machine("node-1").redfish;
  if (wire === undefined) throw new Error("the BMC speaks no Redfish");
  const closing: (() => Promise<void>)[] = [];
  onTestFinished(async () => {
    await rack.close();
    for (const close of closing) await close();
    await rm(folder, { recursive: true, force: true });
  });
  const kept = new MemoryBmcSessions();
  const { username, password } = wire;
  return {
    rack,
    kept,
    url: wire.url,
    /** A process; without its `end` it is one that was killed. */
    start(name: string, sessions: BmcSessions = kept.seenBy(name)) {
      const warnings: string[] = [];
      const pool = createRedfishPool({ clock: LEAPING, warn: (message) => void warnings.push(message) });
      closing.push(() => pool.close({ deadlineMs: 1 }));
      const access = new RedfishAccess(
        pool,
        configDefaults(REDFISH_CONFIG),
        sessions === undefined ? {} : { sessions },
      );
      const power = new RedfishPower(access);
      return {
        warnings,
        powerState(driverInfo: JsonObject = {}) {
          const account = { redfish_username: username, redfish_password: password, redfish_auth_type: "session" };
          const info = { redfish_address: wire.url, redfish_system_id: wire.systemId, ...account, ...driverInfo };
          return power.getPowerState(aTask({ node: { driver: "redfish", driverInfo: info } }));
        },
        end: () => pool.close(),
      };
    },
    /** The sessions that are open at the BMC; it numbers them from 1. */
    async atBmc(): Promise<readonly string[]> {
      const authorization = `Basic ${Buffer.from(`${username}:${password}`).toString("base64")}`;
      const answer = await fetch(new URL(SESSIONS, wire.url), { headers: { authorization } });
      const { Members } = (await answer.json()) as { Members: readonly { "@odata.id": string }[] };
      return Members.map((link) => link["@odata.id"].replace(`${SESSIONS}/`, ""));
    },
  };
}

test("ten processes that are killed one after the other use one session", async () => {
  const { start, atBmc } = await world();
  for (let count = 1; count <= 10; count += 1) expect(await start(`process ${count}`).powerState()).toBe("power off");
  expect(await atBmc()).toEqual(["1"]);
});

test("without a place to keep them, the third process that is killed finds no room", async () => {
  const { start, atBmc } = await world();
  const alone = () => start("alone", new NoBmcSessions()).powerState();
  await alone();
  await alone();
  await expect(alone()).rejects.toMatchObject({ code: "BMC_BUSY" });
  expect(await atBmc()).toEqual(["1", "2"]);
});

test("a kept session that expired costs one login", async () => {
  const { rack, start, atBmc, kept } = await world();
  await start("one").powerState();
  rack.faults.add({ on: "redfish", action: { kind: "expire-sessions" }, times: 1 });
  const two = start("two");
  expect([await two.powerState(), await two.powerState()]).toEqual(["power off", "power off"]);
  expect(await atBmc()).toEqual(["2"]);
  expect(await start("three").powerState()).toBe("power off");
  expect(await atBmc()).toEqual(["2"]);
  expect(kept.rows.size).toBe(1);
});

test("a process that ends in peace logs out and leaves no row", async () => {
  const { start, atBmc, kept } = await world();
  const one = start("one");
  await one.powerState();
  await one.end();
  expect([await atBmc(), kept.rows.size]).toEqual([[], 0]);
});

test("a process that ends leaves its session to the one that has taken it over", async () => {
  const { start, atBmc, kept } = await world();
  const [one, two] = [start("one"), start("two")];
  await one.powerState();
  await two.powerState();
  await one.end();
  expect([await atBmc(), kept.rows.size]).toEqual([["1"], 1]);
  await two.powerState();
  await two.end();
  expect([await atBmc(), kept.rows.size]).toEqual([[], 0]);
  expect([...one.warnings, ...two.warnings]).toEqual([]);
});

test("a node with another password does not get in with the session of the right one", async () => {
  const { start, atBmc } = await world();
  const one = start("one");
  await one.powerState();
  for (const process of [one, start("two")])
    await expect(process.powerState({ redfish_password: "wrong" })).rejects.toMatchObject({ code: "AUTH_REJECTED" });
  expect(await start("three").powerState()).toBe("power off");
  expect(await atBmc()).toEqual(["1"]);
});

test("one BMC is one account however its address is spelt", async () => {
  const { start, kept, url } = await world();
  for (const address of [url, `${url}/`, `${url}/redfish/v1`, url.replace("http", "HTTP")])
    expect(await start(address).powerState({ redfish_address: address })).toBe("power off");
  expect(kept.rows.size).toBe(1);
});

test("who does not log in keeps no session", async () => {
  const { start, kept } = await world();
  const one = start("one");
  expect(await one.powerState({ redfish_auth_type: "basic" })).toBe("power off");
  const nobody = { redfish_username: null, redfish_password: null };
  await expect(one.powerState(nobody)).rejects.toMatchObject({ code: "AUTH_REJECTED" });
  expect(kept.rows.size).toBe(0);
});
