import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { chassisControl, getChassisStatus } from "../commands/chassis.js";
import { getDeviceId } from "../commands/device-id.js";
import type { IpmiConnectionOptions } from "../session/connection-options.js";
import { TestBmc, type TestBmcOptions } from "../testing/test-bmc.test.fixture.js";
import { createIpmiPool, type IpmiPool } from "./ipmi-pool.js";
import type { IpmiPoolOptions } from "./pool-options.js";

const STATUS = 0x0001;
const CONTROL = 0x0002;
const DEVICE_ID = 0x0601;
const CLOSE = 0x063c;

let pool: IpmiPool;
const bmcs: TestBmc[] = [];
const fast: IpmiPoolOptions = { retransmit: { firstMs: 40, maxMs: 80, maxSends: 3 }, busyDelayMs: 20 };
beforeEach(() => {
  pool = createIpmiPool(fast);
});
afterEach(async () => {
  await pool.close();
  await Promise.all(bmcs.splice(0).map((bmc) => bmc.stop()));
});

async function start(options: TestBmcOptions = {}): Promise<TestBmc> {
  const bmc = await TestBmc.start(options);
  bmcs.push(bmc);
  return bmc;
}

function client(bmc: TestBmc, options: Partial<IpmiConnectionOptions> = {}, from = pool) {
  return from.for({ host: "127.0.0.1", port: bmc.port, username: "admin", password: "secret", ...options });
}

async function failure(promise: Promise<unknown>): Promise<unknown> {
  return await promise.then(
    () => undefined,
    (error: unknown) => error,
  );
}

describe("sessions", () => {
  test("clients of the same user share one, used for all calls", async () => {
    const bmc = await start();
    const patient = createIpmiPool();
    await Promise.all(Array.from({ length: 70 }, () => getChassisStatus(client(bmc, {}, patient))));
    expect(bmc.count(STATUS)).toBe(70);
    expect(bmc.sessions.size).toBe(1);
    expect(patient.size).toBe(1);
    await patient.close();
  });

  test("another password is another session, so that it is checked", async () => {
    const bmc = await start();
    await getDeviceId(client(bmc));
    expect(await failure(getDeviceId(client(bmc, { password: "wrong" })))).toMatchObject({ code: "BAD_PASSWORD" });
    await getDeviceId(client(bmc));
    expect(pool.size).toBe(1);
  });

  test("one is closed on the BMC when idle, and the next call logs in again", async () => {
    const bmc = await start();
    const idle = createIpmiPool({ ...fast, idleCloseMs: 30 });
    const it = client(bmc, {}, idle);
    await getDeviceId(it);
    await bmc.until(() => bmc.count(CLOSE) === 1);
    await bmc.until(() => bmc.sessions.size === 0);
    await getDeviceId(it);
    expect(bmc.count(DEVICE_ID)).toBe(2);
    await idle.close();
  });

  test("an unused one is kept alive", async () => {
    const bmc = await start();
    const lively = createIpmiPool({ ...fast, keepAliveMs: 20, idleCloseMs: 60_000 });
    await getChassisStatus(client(bmc, {}, lively));
    await bmc.until(() => bmc.count(DEVICE_ID) >= 3);
    expect(bmc.sessions.size).toBe(1);
    await lively.close();
  });

  test("closing the pool closes all of them on their BMCs and ends later calls with CLOSED", async () => {
    const two = [await start(), await start()];
    for (const bmc of two) await getDeviceId(client(bmc));
    await pool.close();
    for (const bmc of two) expect(bmc.count(CLOSE)).toBe(1);
    expect(await failure(getDeviceId(client(two[0]!)))).toMatchObject({ code: "CLOSED" });
  });

  test("closing the pool ends what waits", async () => {
    const bmc = await start();
    bmc.isMute = true;
    const waiting = failure(getDeviceId(client(bmc)));
    await bmc.until(() => bmc.peers.size > 0);
    await pool.close();
    expect(await waiting).toMatchObject({ code: "CLOSED" });
  });

  test("forty BMCs are talked to at once from one port", async () => {
    const many = await Promise.all(Array.from({ length: 40 }, () => start()));
    const patient = createIpmiPool();
    await Promise.all(many.map((bmc) => getChassisStatus(client(bmc, {}, patient))));
    await patient.close();
    const sources = new Set(many.flatMap((bmc) => [...bmc.peers]));
    expect(sources.size).toBe(1);
    for (const bmc of many) expect(bmc.count(STATUS)).toBe(1);
  });
});

describe("a BMC that forgot the session", () => {
  test("gets a new login, and the repeatable command again", async () => {
    const bmc = await start();
    await getChassisStatus(client(bmc));
    bmc.forgetSessions();
    await getChassisStatus(client(bmc));
    expect(bmc.count(STATUS)).toBe(2);
  });

  test("is noticed before a command that must not be repeated, which then goes out once", async () => {
    const bmc = await start();
    const careful = createIpmiPool({ ...fast, probeAfterMs: 0 });
    await getChassisStatus(client(bmc, {}, careful));
    bmc.forgetSessions();
    await chassisControl(client(bmc, {}, careful), "power cycle");
    expect(bmc.count(CONTROL)).toBe(1);
    await careful.close();
  });
});

describe("commands that must not be repeated", () => {
  test("are sent once and end with OUTCOME_UNKNOWN when the answer is lost", async () => {
    const bmc = await start({ commands: { [CONTROL]: () => undefined } });
    const error = await failure(chassisControl(client(bmc), "power cycle", { timeoutMs: 600 }));
    expect(error).toMatchObject({ code: "OUTCOME_UNKNOWN" });
    expect(String(error)).toContain("may or may not have taken effect");
    expect(bmc.count(CONTROL)).toBe(1);
  });

  test("power up is not one of them: it is sent until the answer is there", async () => {
    let asked = 0;
    const bmc = await start({ commands: { [CONTROL]: () => (++asked < 3 ? undefined : [0]) } });
    await chassisControl(client(bmc), "power up");
    expect(bmc.count(CONTROL)).toBe(3);
  });

  test("end the session when their outcome is unknown, so that a late datagram cannot be executed after a check", async () => {
    const bmc = await start({ commands: { [CONTROL]: () => undefined } });
    const abort = new AbortController();
    const cycle = failure(chassisControl(client(bmc), "power cycle", { signal: abort.signal }));
    await bmc.until(() => bmc.count(CONTROL) === 1);
    abort.abort("no longer wanted");
    expect(await cycle).toBe("no longer wanted");
    await getChassisStatus(client(bmc));
    const order = bmc.executed.map((entry) => entry.command).filter((command) => command !== 0x063b);
    expect(order).toEqual([CONTROL, CLOSE, STATUS]);
  });

  test("end with TIMEOUT, not OUTCOME_UNKNOWN, when nothing of them was sent", async () => {
    const bmc = await start();
    bmc.isMute = true;
    expect(await failure(chassisControl(client(bmc), "power cycle", { timeoutMs: 150 }))).toMatchObject({
      code: "TIMEOUT",
    });
  });
});

describe("beforeWrite", () => {
  test("is asked before each datagram of the command, and not for the login", async () => {
    let asked = 0;
    let answered = 0;
    const bmc = await start({ commands: { [CONTROL]: () => (++answered < 3 ? undefined : [0]) } });
    const beforeWrite = () => {
      asked++;
    };
    await chassisControl(client(bmc), "power down", { beforeWrite });
    expect(asked).toBe(3);
  });

  test("stops the command with its own error", async () => {
    const bmc = await start();
    const beforeWrite = () => {
      throw new Error("another process holds the node");
    };
    const error = await failure(chassisControl(client(bmc), "power down", { beforeWrite }));
    expect(error).toEqual(new Error("another process holds the node"));
    await getChassisStatus(client(bmc));
    expect(bmc.count(CONTROL)).toBe(0);
    expect(bmc.count(STATUS)).toBe(1);
  });
});

describe("waiting", () => {
  test("sends again what the BMC was too busy for, even what must not be repeated", async () => {
    const answers = [[0xc0], [0xd2], [0]];
    const bmc = await start({ commands: { [CONTROL]: () => answers.shift() } });
    await chassisControl(client(bmc), "power cycle");
    expect(bmc.count(CONTROL)).toBe(3);
  });

  test("ends with the BMC's answer when it stays busy until the deadline", async () => {
    const bmc = await start({ commands: { [STATUS]: () => [0xc0] } });
    const error = await failure(getChassisStatus(client(bmc), { timeoutMs: 1000 }));
    expect(error).toMatchObject({ code: "COMPLETION_CODE", completionCode: 0xc0 });
  });

  test("ends at once with the signal's reason: in the login, in the command, in the queue", async () => {
    const bmc = await start({ commands: { [STATUS]: () => undefined } });
    bmc.isMute = true;
    const during = new AbortController();
    const login = failure(getDeviceId(client(bmc), { signal: during.signal }));
    const behind = new AbortController();
    const queued = failure(getDeviceId(client(bmc), { signal: behind.signal }));
    behind.abort("queue");
    expect(await queued).toBe("queue");
    during.abort("login");
    expect(await login).toBe("login");
    bmc.isMute = false;
    const within = new AbortController();
    const command = failure(getChassisStatus(client(bmc), { signal: within.signal }));
    await bmc.until(() => bmc.count(STATUS) > 0);
    within.abort("command");
    expect(await command).toBe("command");
    expect(await failure(getDeviceId(client(bmc), { signal: AbortSignal.abort("before") }))).toBe("before");
  });

  test("names the queue when the turn did not come in time", async () => {
    const bmc = await start({ commands: { [STATUS]: () => undefined } });
    const slow = failure(getChassisStatus(client(bmc), { timeoutMs: 400 }));
    const error = await failure(getDeviceId(client(bmc), { timeoutMs: 50 }));
    expect(error).toMatchObject({ code: "TIMEOUT" });
    expect(String(error)).toContain("was busy with other requests");
    expect(await slow).toMatchObject({ code: "TIMEOUT" });
  });

  test("one request at a time reaches a BMC, whichever user it is from", async () => {
    const bmc = await start();
    await Promise.all([
      ...Array.from({ length: 5 }, () => getDeviceId(client(bmc))),
      ...Array.from({ length: 5 }, () => getDeviceId(client(bmc, { privilege: "USER" }))),
    ]);
    expect(bmc.sessions.size).toBe(2);
    expect(bmc.mostInFlight).toBe(1);
  });
});

test.each([
  ["an odd netFn", { netFn: 5 }, /netFn of a request must be even/],
  ["a netFn of 7 bits", { netFn: 64 }, /netFn must be 0–62/],
  ["a command of 9 bits", { command: 256 }, /command must be 0–255/],
  ["a lun of 3 bits", { lun: 4 }, /lun must be 0–3/],
  ["241 bytes of data", { data: Buffer.alloc(241) }, /at most 240/],
  ["no time", { timeoutMs: 0 }, /timeoutMs/],
])("refuses %s before anything is sent", async (_, change, message) => {
  const bmc = await start();
  await expect(client(bmc).request({ netFn: 6, command: 1, idempotent: true, ...change })).rejects.toThrow(message);
  expect(bmc.peers.size).toBe(0);
});
