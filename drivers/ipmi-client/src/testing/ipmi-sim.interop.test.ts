import { interopProgram } from "@steelyard/driver-contract";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { createIpmiPool, type IpmiPool } from "../client/ipmi-pool.js";
import { getBootFlags, keepBootFlags, setBootFlags } from "../commands/boot-options.js";
import { chassisControl, getChassisStatus } from "../commands/chassis.js";
import { getDeviceId } from "../commands/device-id.js";
import { formatGuid, getSystemGuid } from "../commands/system-guid.js";
import { isCompletionCode, isIpmiError } from "../errors/ipmi-error.js";
import { walkSdrs } from "../sensors/sdr-repository.js";
import { getSensorReading, getSensorThresholds } from "../sensors/sensor-reading.js";
import { decodeSensorRecord } from "../sensors/sensor-record.js";
import type { IpmiConnectionOptions } from "../session/connection-options.js";
import { type IpmiSim, startIpmiSim } from "./ipmi-sim.test.fixture.js";
import { LossyProxy } from "./lossy-proxy.test.fixture.js";

/** ipmi_sim 2.0.33 has suites 0–3 and the MD5 ones, whose keys it derives unlike the specification; it has no suite 17. */
describe.skipIf(!interopProgram("ipmi_sim"))("against OpenIPMI's ipmi_sim", () => {
  let sim: IpmiSim;
  let pool: IpmiPool;
  const client = (options: Partial<IpmiConnectionOptions> = {}) =>
    pool.for({ host: "127.0.0.1", port: sim.port, username: "admin", password: "secret", ...options });
  const failure = (promise: Promise<unknown>) =>
    promise.then(
      () => undefined,
      (error: unknown) => error,
    );

  beforeAll(async () => {
    sim = await startIpmiSim();
  });
  afterAll(() => sim?.stop());
  beforeEach(() => {
    pool = createIpmiPool();
  });
  afterEach(() => pool.close());

  test("logs in with suite 3 after the BMC refused 17", async () => {
    expect(await getDeviceId(client())).toMatchObject({
      firmwareRevision: "9.08",
      ipmiVersion: "2.0",
      manufacturerId: 0x1291,
      productId: 0x0f02,
      hasSdrRepository: true,
    });
  });

  test("says that the BMC refuses suite 17 when it is the only one allowed", async () => {
    const error = await failure(getDeviceId(client({ cipherSuite: 17 })));
    expect(isIpmiError(error, "INVALID_AUTHENTICATION_ALGORITHM")).toBe(true);
  });

  test("recognises a wrong password and does not tell it", async () => {
    const error = await failure(getDeviceId(client({ password: "not-the-one" })));
    expect(isIpmiError(error, "BAD_PASSWORD")).toBe(true);
    expect(JSON.stringify([String(error), error])).not.toContain("not-the-one");
  });

  test("tells an unknown user", async () => {
    expect(await failure(getDeviceId(client({ username: "nobody" })))).toMatchObject({ code: "UNAUTHORIZED_NAME" });
  });

  test("tells that no user of the name has the privilege level when it looks for both", async () => {
    const operator = client({ privilege: "OPERATOR", userLookup: "name-and-privilege" });
    expect(await failure(getDeviceId(operator))).toMatchObject({ code: "UNAUTHORIZED_NAME" });
  });

  test("lets the anonymous user read, and names the privilege that power control lacks", async () => {
    const anonymous = client({ username: "", password: "test", privilege: "USER" });
    await getDeviceId(anonymous);
    const error = await failure(chassisControl(anonymous, "power up"));
    expect(isCompletionCode(error, "INSUFFICIENT_PRIVILEGE")).toBe(true);
  });

  test("powers on and off and reads the state back", async () => {
    await chassisControl(client(), "power up");
    expect((await getChassisStatus(client())).isPowerOn).toBe(true);
    await chassisControl(client(), "power down");
    expect((await getChassisStatus(client())).isPowerOn).toBe(false);
    expect((await sim.changes()).slice(-2)).toEqual(["power 1", "power 0"]);
  });

  test.each(["pxe", "cdrom", "bios"] as const)("sets the boot device %s and reads it back", async (device) => {
    await keepBootFlags(client());
    await setBootFlags(client(), { device, isPersistent: true, isEfi: true });
    expect((await getBootFlags(client())).device).toBe(device);
    expect((await sim.changes()).at(-1)).toBe(`boot ${device}`);
  });

  test("reads the system GUID", async () => {
    expect((await getSystemGuid(client())).toString("hex")).toBe("a123456789abcdefa123456789abcdef");
    expect(formatGuid(await getSystemGuid(client()), "rfc4122")).toBe("a1234567-89ab-cdef-a123-456789abcdef");
  });

  test("walks the SDR repository and converts reading and thresholds", async () => {
    const sensors = [];
    for await (const record of walkSdrs(client(), { chunkBytes: 16 })) sensors.push(...decodeSensorRecord(record));
    expect(sensors).toMatchObject([{ name: "Temp A", number: 1, typeName: "Temperature", units: "degrees C" }]);
    const [sensor] = sensors;
    // 0x60 · 5 − 100, in tenths.
    expect(await getSensorReading(client(), sensor!)).toMatchObject({ isAvailable: true, raw: 0x60, value: 38 });
    expect(await getSensorThresholds(client(), sensor!)).toEqual({
      upperNonCritical: 54,
      upperCritical: 62,
      upperNonRecoverable: 70,
    });
  });

  test("executes each reset at most once, and exactly once when it says so, while datagrams get lost", async () => {
    // Nothing is duplicated here: ipmi_sim executes a datagram that arrives twice, twice.
    const proxy = await LossyProxy.start(sim.port, { drop: 0.25, duplicate: 0, reorder: 0 }, 7);
    const lossy = createIpmiPool({ retransmit: { firstMs: 40, maxMs: 80 } });
    const bmc = lossy.for({ host: "127.0.0.1", port: proxy.port, username: "admin", password: "secret" });
    const resets = async () => (await sim.changes()).filter((line) => line.startsWith("reset")).length;
    const outcomes = new Set<string>();
    for (let i = 0; i < 15; i++) {
      const before = await resets();
      const error = await failure(chassisControl(bmc, "hard reset", { timeoutMs: 600 }));
      if (error !== undefined && !isIpmiError(error, "OUTCOME_UNKNOWN") && !isIpmiError(error, "TIMEOUT")) throw error;
      const { code } = (error ?? { code: "accepted" }) as { code: string };
      await getChassisStatus(bmc);
      const executed = (await resets()) - before;
      const allowed: Readonly<Record<string, number[]>> = { accepted: [1], OUTCOME_UNKNOWN: [0, 1], TIMEOUT: [0] };
      expect(allowed[code]).toContain(executed);
      outcomes.add(code);
    }
    expect(proxy.counts.dropped).toBeGreaterThan(10);
    expect([...outcomes]).toEqual(expect.arrayContaining(["accepted", "OUTCOME_UNKNOWN"]));
    await lossy.close();
    await proxy.stop();
  });
});
