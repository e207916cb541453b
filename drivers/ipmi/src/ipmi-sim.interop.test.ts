import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { interopProgram } from "@steelyard/driver-contract";
import type { BootDevice, JsonObject } from "@steelyard/interfaces";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { aTaskAt, type DriverUnderTest, theDriver } from "./testing/a-bmc.test.support.js";
import { type IpmiSim, startIpmiSim } from "./testing/ipmi-sim.test.support.js";

const run = promisify(execFile);

describe.skipIf(!interopProgram("ipmi_sim"))("against OpenIPMI's ipmi_sim", () => {
  let sim: IpmiSim;
  let driver: DriverUnderTest;
  const task = (driverInfo: JsonObject = {}, node = {}) => aTaskAt(sim.port, driverInfo, node);

  beforeAll(async () => {
    sim = await startIpmiSim();
    driver = theDriver();
  });
  afterAll(async () => {
    await driver?.pool.close();
    await sim?.stop();
  });

  test("switches the machine on and off, and takes the state that already is for a success", async () => {
    const { power } = driver;
    const node = task();
    await power.setPowerState(node, "power on");
    await power.setPowerState(node, "power on");
    expect(await power.getPowerState(node)).toBe("power on");
    await power.setPowerState(node, "power off");
    await power.setPowerState(node, "power off");
    expect(await power.getPowerState(node)).toBe("power off");
  });

  test("resets a machine that is on, and switches one on that is off", async () => {
    const { power } = driver;
    const node = task();
    await power.setPowerState(node, "power off");
    await power.setPowerState(node, "rebooting");
    expect(await power.getPowerState(node)).toBe("power on");
    expect((await sim.changes()).at(-1)).toBe("power 1");
    await power.setPowerState(node, "rebooting");
    expect((await sim.changes()).at(-1)).toBe("reset 1");
  });

  test("asks the operating system to shut down", async () => {
    await driver.power.setPowerState(task(), "power on");
    await driver.power.setPowerState(task(), "soft power off");
    expect((await sim.changes()).at(-1)).toBe("shutdown 1");
  });

  // ipmi_sim keeps the device alone, and gives it back without the bit that says that it is valid.
  test.each<{ device: BootDevice; kept: string }>([
    { device: "pxe", kept: "boot pxe" },
    { device: "cdrom", kept: "boot cdrom" },
    { device: "bios", kept: "boot bios" },
    { device: "disk", kept: "boot default" },
  ])("sets the boot device $device", async ({ device, kept }) => {
    await driver.management.setBootDevice(task(), device, { persistent: true });
    expect((await sim.changes()).at(-1)).toBe(kept);
    expect(await driver.management.getBootDevice(task())).toEqual({ bootDevice: null, persistent: null });
  });

  test("finds the maker of the BMC by its number", async () => {
    expect(await driver.management.detectVendor(task())).toBe("supermicro");
  });

  test("reads sensors in groups", async () => {
    const sensors = await driver.management.getSensorsData(task());
    expect(Object.keys(sensors).sort()).toEqual(["Current", "Fan", "Power", "Temperature", "Voltage"]);
    expect(sensors["Temperature"]?.["Temp A (0x1)"]).toMatchObject({
      "Entity ID": "3.1 (Processor)",
      "Sensor Reading": "38 (+/- 1) degrees C",
      Status: "ok",
      "Upper critical": "106.000",
    });
  });

  test.skipIf(!interopProgram("ipmitool"))("reads sensors as ipmitool does", async () => {
    const sensors = await driver.management.getSensorsData(task());
    const ours = Object.values(sensors).flatMap((group) => Object.values(group));
    const credentials = ["-U", "admin", "-P", "secret", "-C", "3"];
    const args = ["-I", "lanplus", "-H", "127.0.0.1", "-p", String(sim.port), ...credentials, "sdr", "-v"];
    const { stdout } = await run("ipmitool", args, { timeout: 20_000 });
    const theirs = stdout
      .split("\n\n")
      .map(fieldsOf)
      .filter((fields) => fields["Sensor ID"] !== undefined);
    expect(theirs).toHaveLength(5);
    const fields = [
      "Sensor ID",
      "Entity ID",
      "Sensor Type (Threshold)",
      "Sensor Type (Discrete)",
      "Sensor Reading",
      "Status",
    ];
    const pick = (each: JsonObject) => Object.fromEntries(fields.map((field) => [field, each[field]]));
    expect(ours.map(pick)).toEqual(theirs.map(pick));
  });

  test("sends raw bytes and tells that the BMC does not know a command", async () => {
    await driver.vendor.call(task(), "send_raw", { raw_bytes: "0x00 0x02 1" });
    expect((await sim.changes()).at(-1)).toBe("power 1");
    const unknown = driver.vendor.call(task(), "send_raw", { raw_bytes: "0x30 0x7f" });
    await expect(unknown).rejects.toMatchObject({ code: "NOT_SUPPORTED" });
  });

  test.each<{ title: string; driverInfo: JsonObject; code: string; names: string }>([
    {
      title: "a wrong password",
      driverInfo: { ipmi_password: "wrong" },
      code: "AUTH_REJECTED",
      names: "ipmi_password",
    },
    {
      title: "an unknown user",
      driverInfo: { ipmi_username: "nobody" },
      code: "AUTH_REJECTED",
      names: "ipmi_username",
    },
    {
      title: "no suite in common",
      driverInfo: { ipmi_cipher_suite: 17 },
      code: "BMC_ERROR",
      names: "ipmi_cipher_suite",
    },
  ])("says what is wrong with $title", async ({ driverInfo, code, names }) => {
    const failure = await driver.power.getPowerState(task(driverInfo)).catch((error: unknown) => error);
    expect(failure).toMatchObject({ code, message: expect.stringContaining(names) });
    expect(JSON.stringify([String(failure), failure])).not.toContain("wrong");
  });

  test("keeps to the privilege level the node names", async () => {
    const user = task({ ipmi_username: "", ipmi_password: "test", ipmi_priv_level: "USER" });
    await driver.power.getPowerState(user);
    await expect(driver.power.setPowerState(user, "power off")).rejects.toMatchObject({ code: "AUTH_REJECTED" });
  });

  test("shares one session over many calls", async () => {
    const alone = theDriver();
    await Promise.all(Array.from({ length: 20 }, () => alone.power.getPowerState(task())));
    expect(alone.pool.size).toBe(1);
    await alone.pool.close();
  });
});

/** `Sensor ID : Temp A (0x1)` and so on; lines without a name go on with the one before. */
function fieldsOf(text: string): JsonObject {
  const lines = text.split("\n").map((line) => /^ ?(\S.*?)\s*: (.*?)\s*$/.exec(line));
  return Object.fromEntries(
    lines.flatMap((found) => (found === null ? [] : [[found[1] as string, found[2] as string]])),
  );
}
