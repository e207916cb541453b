import { describe, expect, test } from "vitest";
import { aTaskAt } from "../testing/a-bmc.test.support.js";
import { ScriptedBmc, theDriverBefore } from "../testing/scripted-bmc.test.support.js";

const FORCED = { ipmi_force_boot_device: true };
const NOT_IN_THIS_STATE = { code: 0xd5 };

describe("a BMC that refuses what already is", () => {
  test.each([
    { target: "power on", isOn: true },
    { target: "power off", isOn: false },
    { target: "soft power off", isOn: false },
  ] as const)("makes $target a success", async ({ target, isOn }) => {
    const bmc = new ScriptedBmc({ "0/2": NOT_IN_THIS_STATE });
    bmc.isOn = isOn;
    await theDriverBefore(bmc).power.setPowerState(aTaskAt(1), target);
  });

  test.each([
    { target: "power on", isOn: false },
    { target: "power off", isOn: true },
    { target: "soft power off", isOn: true },
  ] as const)("makes $target an error when the machine is not there", async ({ target, isOn }) => {
    const bmc = new ScriptedBmc({ "0/2": NOT_IN_THIS_STATE });
    bmc.isOn = isOn;
    await expect(theDriverBefore(bmc).power.setPowerState(aTaskAt(1), target)).rejects.toMatchObject({
      code: "BMC_ERROR",
    });
  });
});

test("a reset is not taken for done when the BMC refuses it", async () => {
  const bmc = new ScriptedBmc({ "0/2": NOT_IN_THIS_STATE });
  await expect(theDriverBefore(bmc).power.setPowerState(aTaskAt(1), "rebooting")).rejects.toMatchObject({
    code: "BMC_ERROR",
  });
});

test("a reset whose answer is lost says that the BMC did not answer, and is not sent again", async () => {
  const bmc = new ScriptedBmc({ "0/2": { fails: "OUTCOME_UNKNOWN" } });
  await expect(theDriverBefore(bmc).power.setPowerState(aTaskAt(1), "rebooting")).rejects.toMatchObject({
    code: "BMC_UNREACHABLE",
    details: { ipmi: "OUTCOME_UNKNOWN" },
  });
  expect(bmc.writes).toEqual(["0/2 3"]);
});

test("IPMI has no soft reboot, and nothing is sent for it", async () => {
  const bmc = new ScriptedBmc();
  const { power } = theDriverBefore(bmc);
  expect(power.getSupportedPowerStates()).not.toContain("soft rebooting");
  await expect(power.setPowerState(aTaskAt(1), "soft rebooting")).rejects.toMatchObject({ code: "NOT_SUPPORTED" });
  expect(bmc.received).toEqual([]);
});

describe("with ipmi_force_boot_device", () => {
  test("the device to stay is sent before each power on, for one boot", async () => {
    const bmc = new ScriptedBmc();
    bmc.isOn = false;
    const task = aTaskAt(1, FORCED, { driverInternalInfo: { persistent_boot_device: "disk" } });
    await theDriverBefore(bmc).power.setPowerState(task, "power on");
    bmc.isOn = false;
    await theDriverBefore(bmc).power.setPowerState(task, "rebooting");
    expect(bmc.writes).toEqual(["0/8 3 8", "0/8 5 a0 8 0 0 0", "0/2 1", "0/8 3 8", "0/8 5 a0 8 0 0 0", "0/2 1"]);
  });

  test("it is sent before a reset as well", async () => {
    const bmc = new ScriptedBmc();
    const task = aTaskAt(1, FORCED, { driverInternalInfo: { persistent_boot_device: "disk" } });
    await theDriverBefore(bmc).power.setPowerState(task, "rebooting");
    expect(bmc.writes.at(-1)).toBe("0/2 3");
    expect(bmc.writes).toContain("0/8 5 a0 8 0 0 0");
  });

  test("a device for one boot is left as it is, until the power on was accepted", async () => {
    let isSilent = true;
    const bmc = new ScriptedBmc({ "0/2": () => (isSilent ? { fails: "TIMEOUT" } : []) });
    const { power, management } = theDriverBefore(bmc);
    const task = aTaskAt(1, FORCED, { driverInternalInfo: { persistent_boot_device: "disk" } });
    await management.setBootDevice(task, "pxe");
    const before = bmc.writes.length;
    await expect(power.setPowerState(task, "power on")).rejects.toMatchObject({ code: "BMC_UNREACHABLE" });
    isSilent = false;
    await power.setPowerState(task, "power on");
    expect(bmc.writes.slice(before)).toEqual(["0/2 1", "0/2 1"]);
    await power.setPowerState(task, "power on");
    expect(bmc.writes.slice(before + 2)).toEqual(["0/8 3 8", "0/8 5 a0 8 0 0 0", "0/2 1"]);
  });

  test("nothing is sent when no device was ever set, nor without the option", async () => {
    const bmc = new ScriptedBmc();
    await theDriverBefore(bmc).power.setPowerState(aTaskAt(1, FORCED), "power on");
    const plain = aTaskAt(1, {}, { driverInternalInfo: { persistent_boot_device: "disk" } });
    await theDriverBefore(bmc).power.setPowerState(plain, "power on");
    expect(bmc.writes).toEqual(["0/2 1", "0/2 1"]);
  });
});

test("timeoutMs is the time for all commands of the call", async () => {
  const seen: (number | undefined)[] = [];
  const bmc = new ScriptedBmc();
  const timed = {
    received: bmc.received,
    request: (request: Parameters<ScriptedBmc["request"]>[0]) => {
      seen.push(request.timeoutMs);
      return bmc.request(request);
    },
  } as ScriptedBmc;
  await theDriverBefore(timed).power.setPowerState(aTaskAt(1), "rebooting", { timeoutMs: 5_000 });
  const [first = 0, last = 0] = [seen[0], seen.at(-1)];
  expect(seen).toHaveLength(2);
  expect(first).toBeLessThanOrEqual(5_000);
  expect(last).toBeLessThan(first);
});
