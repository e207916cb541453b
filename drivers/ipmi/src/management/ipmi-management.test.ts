import type { BootDevice, JsonObject } from "@steelyard/interfaces";
import { describe, expect, test } from "vitest";
import { aTaskAt } from "../testing/a-bmc.test.support.js";
import { ScriptedBmc, theDriverBefore } from "../testing/scripted-bmc.test.support.js";

const BIOS = { capabilities: "boot_mode:bios" };
const KEEP_FLAGS = "0/8 3 8";

describe("setBootDevice", () => {
  // The bytes of reference "IPMI" §2: flags, then the device, then zeros.
  test.each<{ device: BootDevice; persistent: boolean; properties: JsonObject; sent: string }>([
    { device: "pxe", persistent: false, properties: {}, sent: "0/8 5 a0 4 0 0 0" },
    { device: "pxe", persistent: true, properties: {}, sent: "0/8 5 e0 4 0 0 0" },
    { device: "disk", persistent: true, properties: {}, sent: "0/8 5 e0 8 0 0 0" },
    { device: "cdrom", persistent: false, properties: {}, sent: "0/8 5 a0 14 0 0 0" },
    { device: "bios", persistent: false, properties: {}, sent: "0/8 5 a0 18 0 0 0" },
    { device: "safe", persistent: false, properties: {}, sent: "0/8 5 a0 c 0 0 0" },
    { device: "disk", persistent: true, properties: BIOS, sent: "0/8 5 c0 8 0 0 0" },
    { device: "pxe", persistent: false, properties: BIOS, sent: "0/8 5 80 4 0 0 0" },
    { device: "disk", persistent: true, properties: { vendor: "Supermicro" }, sent: "0/8 5 e0 24 0 0 0" },
    { device: "pxe", persistent: true, properties: { vendor: "Supermicro" }, sent: "0/8 5 e0 4 0 0 0" },
    { device: "disk", persistent: true, properties: { ...BIOS, vendor: "supermicro" }, sent: "0/8 5 c0 8 0 0 0" },
  ])("sends $sent for $device, persistent $persistent, with $properties", async (row) => {
    const bmc = new ScriptedBmc();
    const task = aTaskAt(1, {}, { properties: row.properties });
    await theDriverBefore(bmc).management.setBootDevice(task, row.device, { persistent: row.persistent });
    expect(bmc.received).toEqual([KEEP_FLAGS, row.sent]);
    expect(task.updates).toEqual([]);
  });

  test.each([0x80, 0xcc, 0xc1])("goes on when the BMC answers the timeout's end with code 0x%x", async (code) => {
    let isFirst = true;
    const bmc = new ScriptedBmc({
      "0/8": () => {
        const answer = isFirst ? { code } : [];
        isFirst = false;
        return answer;
      },
    });
    await theDriverBefore(bmc).management.setBootDevice(aTaskAt(1), "pxe");
    expect(bmc.received).toHaveLength(2);
  });

  test("stops when the user may not set it", async () => {
    const bmc = new ScriptedBmc({ "0/8": { code: 0xd4 } });
    const refused = theDriverBefore(bmc).management.setBootDevice(aTaskAt(1), "pxe");
    await expect(refused).rejects.toMatchObject({ code: "AUTH_REJECTED" });
    expect(bmc.received).toEqual([KEEP_FLAGS]);
  });

  test("leaves the timeout alone when the node says so", async () => {
    const bmc = new ScriptedBmc();
    await theDriverBefore(bmc).management.setBootDevice(aTaskAt(1, { ipmi_disable_boot_timeout: false }), "pxe");
    expect(bmc.received).toEqual(["0/8 5 a0 4 0 0 0"]);
  });

  test("keeps the device to stay itself with ipmi_force_boot_device", async () => {
    const bmc = new ScriptedBmc();
    const { management } = theDriverBefore(bmc);
    const task = aTaskAt(1, { ipmi_force_boot_device: true });
    await management.setBootDevice(task, "disk", { persistent: true });
    expect(bmc.received.at(-1)).toBe("0/8 5 a0 8 0 0 0");
    expect(task.node.driverInternalInfo).toEqual({ persistent_boot_device: "disk" });
    expect(await management.getBootDevice(task)).toEqual({ bootDevice: "disk", persistent: true });

    await management.setBootDevice(task, "pxe");
    expect(task.node.driverInternalInfo).toEqual({ persistent_boot_device: "disk", is_next_boot_persistent: false });
    await management.setBootDevice(task, "pxe", { persistent: true });
    expect(task.node.driverInternalInfo).toEqual({ persistent_boot_device: "pxe" });
  });
});

describe("getBootDevice", () => {
  test.each<{
    flags: readonly number[];
    properties: JsonObject;
    device: BootDevice | null;
    persistent: boolean | null;
  }>([
    { flags: [0xe0, 0x04], properties: {}, device: "pxe", persistent: true },
    { flags: [0xa0, 0x08], properties: {}, device: "disk", persistent: false },
    { flags: [0x80, 0x14], properties: {}, device: "cdrom", persistent: false },
    { flags: [0xe0, 0x24], properties: { vendor: "supermicro" }, device: "disk", persistent: true },
    { flags: [0xe0, 0x24], properties: {}, device: null, persistent: true },
    { flags: [0x20, 0x04], properties: {}, device: null, persistent: null },
  ])("reads $flags of $properties as $device", async ({ flags, properties, device, persistent }) => {
    const bmc = new ScriptedBmc({ "0/9": [1, 5, ...flags, 0, 0, 0] });
    const task = aTaskAt(1, {}, { properties });
    expect(await theDriverBefore(bmc).management.getBootDevice(task)).toEqual({ bootDevice: device, persistent });
  });

  test("asks the BMC for a device that was set for one boot", async () => {
    const bmc = new ScriptedBmc({ "0/9": [1, 5, 0xa0, 0x04, 0, 0, 0] });
    const task = aTaskAt(
      1,
      { ipmi_force_boot_device: true },
      { driverInternalInfo: { persistent_boot_device: "disk", is_next_boot_persistent: false } },
    );
    expect(await theDriverBefore(bmc).management.getBootDevice(task)).toEqual({ bootDevice: "pxe", persistent: false });
  });
});

test("an answer that is too short is told as one", async () => {
  const bmc = new ScriptedBmc({ "0/9": [1] });
  await expect(theDriverBefore(bmc).management.getBootDevice(aTaskAt(1))).rejects.toMatchObject({
    code: "BMC_BAD_ANSWER",
  });
});

test.each([
  { id: [0xa2, 0x02, 0x00], vendor: "dell inc." },
  { id: [0x7c, 0x2a, 0x00], vendor: "supermicro" },
  { id: [0x66, 0x4a, 0x00], vendor: "lenovo" },
  { id: [0x01, 0x00, 0x00], vendor: null },
])("the maker with number $id is $vendor", async ({ id, vendor }) => {
  const bmc = new ScriptedBmc({ "6/1": [0x20, 1, 2, 0x15, 2, 2, ...id, 0, 0] });
  expect(await theDriverBefore(bmc).management.detectVendor(aTaskAt(1))).toBe(vendor);
});

test("the diagnostic interrupt is sent once", async () => {
  const bmc = new ScriptedBmc();
  await theDriverBefore(bmc).management.injectNmi(aTaskAt(1));
  expect(bmc.writes).toEqual(["0/2 4"]);
});

test("what IPMI does not have is not supported", async () => {
  const { management } = theDriverBefore(new ScriptedBmc());
  for (const method of [
    "getSupportedBootModes",
    "getBootMode",
    "setBootMode",
    "getSecureBootState",
    "setSecureBootState",
    "getSupportedIndicators",
    "getIndicatorState",
    "setIndicatorState",
    "getMacAddresses",
    "getVirtualMedia",
    "attachVirtualMedia",
    "detachVirtualMedia",
  ] as const)
    await expect(management[method]()).rejects.toMatchObject({ code: "NOT_SUPPORTED" });
  expect(await management.getNodeHealth()).toBeNull();
});
