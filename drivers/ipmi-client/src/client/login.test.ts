import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { getDeviceId } from "../commands/device-id.js";
import { isIpmiError } from "../errors/ipmi-error.js";
import type { IpmiConnectionOptions } from "../session/connection-options.js";
import { TestBmc, type TestBmcOptions } from "../testing/test-bmc.test.fixture.js";
import { createIpmiPool, type IpmiPool } from "./ipmi-pool.js";

let pool: IpmiPool;
const bmcs: TestBmc[] = [];
beforeEach(() => {
  pool = createIpmiPool({ retransmit: { firstMs: 40, maxMs: 100 } });
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

function client(bmc: TestBmc, options: Partial<IpmiConnectionOptions> = {}) {
  return pool.for({ host: "127.0.0.1", port: bmc.port, username: "admin", password: "secret", ...options });
}

async function failure(promise: Promise<unknown>): Promise<unknown> {
  return await promise.then(
    () => undefined,
    (error: unknown) => error,
  );
}

describe("suites", () => {
  test.each([3, 8, 12, 17])("logs in with suite %i alone", async (suite) => {
    const bmc = await start({ suites: [suite] });
    await getDeviceId(client(bmc, { cipherSuite: suite, allowMd5Suites: true }));
    expect(bmc.count(0x0601)).toBe(1);
  });

  test("prefers suite 17 where no suite is chosen", async () => {
    const bmc = await start({ suites: [3, 17] });
    await getDeviceId(client(bmc));
    expect([...bmc.sessions.values()].map((session) => session.suite.hash)).toEqual(["sha256"]);
  });

  test.each([0x04, 0x05, 0x06, 0x07, 0x09, 0x10, 0x11])("goes on to suite 3 after status 0x%s", async (rejection) => {
    const bmc = await start({ suites: [3], rejection });
    await getDeviceId(client(bmc));
    expect([...bmc.sessions.values()].map((session) => session.suite.hash)).toEqual(["sha1"]);
  });

  test.each([
    [0x01, "INSUFFICIENT_RESOURCES"],
    [0x0a, "UNAUTHORIZED_ROLE"],
    [0x12, "ILLEGAL_PARAMETER"],
  ] as const)("does not go on after status %i", async (rejection, code) => {
    const bmc = await start({ suites: [3], rejection });
    expect(await failure(getDeviceId(client(bmc)))).toMatchObject({ code });
    expect(bmc.sessions.size).toBe(0);
  });

  test("does not go on from a suite that was chosen, and says which were tried", async () => {
    const bmc = await start({ suites: [3] });
    const error = await failure(getDeviceId(client(bmc, { cipherSuite: 17 })));
    expect(error).toMatchObject({ code: "NO_MATCHING_CIPHER_SUITE" });
    expect(String(error)).toContain("Suites tried: 17.");
  });
});

describe("who may log in", () => {
  test("recognises a wrong password, frees the BMC's session and tells no secret", async () => {
    const bmc = await start();
    const error = await failure(getDeviceId(client(bmc, { password: "other-word" })));
    expect(isIpmiError(error, "BAD_PASSWORD")).toBe(true);
    expect(String(error)).toContain(`127.0.0.1:${bmc.port} holds another password for user "admin"`);
    expect(JSON.stringify([String(error), error])).not.toContain("other-word");
    await bmc.until(() => bmc.sessions.size === 0);
  });

  test("takes a password of 20 bytes, and the empty user and password", async () => {
    const long = await start({ password: "12345678901234567890" });
    await getDeviceId(client(long, { password: "12345678901234567890" }));
    const open = await start({ username: "", password: "" });
    await getDeviceId(client(open, { username: "", password: "" }));
  });

  test("tells an unknown user, even from a refusal without the fields of a whole RAKP 2", async () => {
    const bmc = await start();
    expect(await failure(getDeviceId(client(bmc, { username: "nobody" })))).toMatchObject({
      code: "UNAUTHORIZED_NAME",
    });
  });

  test("tells a privilege level that the user may not have, and closes the session", async () => {
    const bmc = await start({ privilegeLimit: 3 });
    const error = await failure(getDeviceId(client(bmc)));
    expect(error).toMatchObject({ code: "PRIVILEGE_REFUSED", completionCode: 0x81 });
    expect(String(error)).toContain("ADMINISTRATOR");
    await bmc.until(() => bmc.sessions.size === 0);
    await getDeviceId(client(bmc, { privilege: "OPERATOR" }));
  });

  test("tells that the BMC has no session left", async () => {
    const bmc = await start({ maxSessions: 0 });
    expect(await failure(getDeviceId(client(bmc)))).toMatchObject({ code: "INSUFFICIENT_RESOURCES" });
  });
});

describe("the Kg key", () => {
  const kg = "000102030405060708090a0b0c0d0e0f10111213";

  test("is part of the session keys", async () => {
    const bmc = await start({ kg: Buffer.from(kg, "hex") });
    await getDeviceId(client(bmc, { kg }));
  });

  test("is told apart from a wrong password when it is wrong, and when it is missing", async () => {
    const bmc = await start({ kg: Buffer.from(kg, "hex") });
    expect(await failure(getDeviceId(client(bmc, { kg: "ff" })))).toMatchObject({ code: "BAD_KG" });
    const missing = await failure(getDeviceId(client(bmc)));
    expect(missing).toMatchObject({ code: "BAD_KG" });
    expect(String(missing)).toContain("option kg is missing");
    expect(String(missing)).not.toContain(kg);
  });
});

describe("where the BMC is", () => {
  test("names address, port and what was awaited when nobody answers", async () => {
    const bmc = await start();
    bmc.isMute = true;
    const error = await failure(getDeviceId(client(bmc), { timeoutMs: 200 }));
    expect(error).toMatchObject({ code: "TIMEOUT" });
    expect(String(error)).toContain(
      `127.0.0.1:${bmc.port} sent no answer to Get Channel Authentication Capabilities in time`,
    );
  });

  test("names a host that does not resolve", async () => {
    const lost = pool.for({ host: "bmc.invalid", username: "admin" });
    const error = await failure(getDeviceId(lost));
    expect(error).toMatchObject({ code: "HOST_NOT_RESOLVED" });
    expect(String(error)).toContain("bmc.invalid");
  });

  test("resolves a name", async () => {
    const bmc = await start();
    const error = await failure(getDeviceId(client(bmc, { host: "localhost" }), { timeoutMs: 1_000 }));
    // Where localhost is ::1 first, nobody listens there; the name was resolved all the same.
    if (error !== undefined) expect(String(error)).toContain(`[::1]:${bmc.port}`);
  });

  test("talks IPv6, written with or without brackets", async () => {
    const bmc = await start({ address: "::1" });
    await getDeviceId(client(bmc, { host: "[::1]" }));
    await getDeviceId(client(bmc, { host: "0:0:0:0:0:0:0:1" }));
    expect(bmc.count(0x0601)).toBe(2);
  });
});
