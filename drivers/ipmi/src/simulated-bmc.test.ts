import { afterEach, expect, test } from "vitest";
import { aWorld, endWorlds } from "./testing/a-rack.test.support.js";

afterEach(endWorlds);

test("a reset whose answer is lost has been done once, and is told as unanswered", async () => {
  const { rack, driver, task, journal } = await aWorld();
  const node = task();
  await driver.power.setPowerState(node, "power on");
  await expect.poll(() => driver.power.getPowerState(node)).toBe("power on");
  rack.faults.add({ on: "ipmi", path: /^0\/2$/, action: { kind: "lose-answer" } });
  const reset = driver.power.setPowerState(node, "rebooting", { timeoutMs: 600 });
  await expect(reset).rejects.toMatchObject({ code: "BMC_UNREACHABLE", details: { ipmi: "OUTCOME_UNKNOWN" } });
  expect(journal("power-request")).toMatchObject([{ request: "on" }, { request: "reset" }]);
});

test("a power on whose packets are lost is sent until it is answered", async () => {
  const { rack, driver, task, machine } = await aWorld();
  rack.faults.add({ on: "ipmi", path: /^0\/2$/, action: { kind: "drop" }, times: 2 });
  rack.faults.add({ on: "ipmi", path: /^0\/2$/, action: { kind: "lose-answer" }, times: 1 });
  await driver.power.setPowerState(task(), "power on");
  await machine.until(({ power }) => power === "on", AbortSignal.timeout(5_000));
});

test("a busy BMC is asked again until it has time", async () => {
  const { rack, driver, task } = await aWorld();
  rack.faults.add({ on: "ipmi", path: /^0\/1$/, action: { kind: "completion-code", code: 0xc0 }, times: 3 });
  expect(await driver.power.getPowerState(task())).toBe("power off");
});

test("a BMC that stays busy is told as busy, so that the conductor tries again", async () => {
  const { rack, driver, task } = await aWorld();
  rack.faults.add({ on: "ipmi", path: /^0\/1$/, action: { kind: "completion-code", code: 0xc0 } });
  await expect(driver.power.getPowerState(task())).rejects.toMatchObject({ code: "BMC_BUSY" });
});

test("an answer without its bytes does not follow the protocol", async () => {
  const { rack, driver, task } = await aWorld();
  rack.faults.add({ on: "ipmi", path: /^0\/1$/, action: { kind: "garbage" } });
  await expect(driver.power.getPowerState(task())).rejects.toMatchObject({ code: "BMC_BAD_ANSWER" });
});

test("a BMC that says nothing is unreachable after the time that is configured", async () => {
  const { rack, driver, task } = await aWorld();
  rack.faults.add({ on: "ipmi", action: { kind: "drop" } });
  await expect(driver.power.getPowerState(task())).rejects.toMatchObject({ code: "BMC_UNREACHABLE" });
});

test("boot flags reach the machine with the node's boot mode", async () => {
  const { driver, task, journal } = await aWorld();
  const node = task();
  await driver.management.setBootDevice(node, "pxe");
  await driver.management.setBootDevice(node, "disk", { persistent: true });
  expect(journal("boot-override")).toMatchObject([
    { enabled: "once", target: "pxe" },
    { enabled: "continuous", target: "disk" },
  ]);
  expect(await driver.management.getBootDevice(node)).toEqual({ bootDevice: "disk", persistent: true });
  node.change({ properties: { capabilities: "boot_mode:bios" } });
  await driver.management.setBootDevice(node, "pxe");
  expect(journal("boot-override").map(({ mode }) => mode)).toEqual(["uefi", "uefi", "bios"]);
});

test("sensors come in groups with readings in their units", async () => {
  const { driver, task } = await aWorld();
  const sensors = await driver.management.getSensorsData(task());
  expect(sensors["Temperature"]?.["Inlet Temp (0x1)"]).toMatchObject({ "Sensor Reading": "23 (+/- 0) degrees C" });
  expect(sensors["Voltage"]?.["VBAT (0x5)"]).toMatchObject({ "Sensor Reading": "3.060 (+/- 0) Volts", Status: "ok" });
});

test("the diagnostic interrupt reaches the machine", async () => {
  const { driver, task, machine } = await aWorld();
  const node = task();
  await driver.power.setPowerState(node, "power on");
  await machine.until(({ power }) => power === "on", AbortSignal.timeout(5_000));
  await driver.management.injectNmi(node);
  expect(machine.machine.nmiCount).toBe(1);
});
