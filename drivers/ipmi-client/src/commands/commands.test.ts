import { describe, expect, test } from "vitest";
import { FakeRequester } from "../testing/fake-requester.test.fixture.js";
import { getBootFlags, keepBootFlags, setBootFlags } from "./boot-options.js";
import { CHASSIS_CONTROLS, type ChassisControl, chassisControl, getChassisStatus } from "./chassis.js";
import { getDeviceId } from "./device-id.js";
import { mcReset } from "./mc-reset.js";
import { sendRaw } from "./raw.js";
import { formatGuid, getSystemGuid } from "./system-guid.js";

const accept = () => new FakeRequester(() => [0]);
const hex = (text: string) => [...Buffer.from(text.replaceAll(" ", ""), "hex")];

describe("chassis", () => {
  test.each([
    ["power down", "000200", true],
    ["power up", "000201", true],
    ["power cycle", "000202", false],
    ["hard reset", "000203", false],
    ["diagnostic interrupt", "000204", false],
    ["soft shutdown", "000205", false],
  ] as const)("%s is %s, repeatable: %s", async (action, bytes, idempotent) => {
    const bmc = accept();
    await chassisControl(bmc, action);
    expect(bmc.bytes).toEqual([bytes]);
    expect(bmc.asked[0]?.idempotent).toBe(idempotent);
  });

  test("the table above is complete", () => {
    expect((Object.keys(CHASSIS_CONTROLS) as ChassisControl[]).length).toBe(6);
  });

  test("hands signal, time and beforeWrite on", async () => {
    const bmc = accept();
    const options = { signal: new AbortController().signal, timeoutMs: 7, beforeWrite: () => undefined };
    await chassisControl(bmc, "power up", options);
    expect(bmc.asked[0]).toMatchObject(options);
  });

  test("reads the status", async () => {
    const bmc = new FakeRequester(() => hex("00 69 00 0d"));
    expect(await getChassisStatus(bmc)).toEqual({
      isPowerOn: true,
      hasPowerOverload: false,
      hasPowerFault: true,
      powerRestorePolicy: "unknown",
      isIntrusionActive: true,
      hasDriveFault: true,
      hasCoolingFault: true,
    });
    expect(bmc.bytes).toEqual(["0001"]);
  });

  test("does not make a status of half an answer", async () => {
    await expect(getChassisStatus(new FakeRequester(() => [0, 1]))).rejects.toMatchObject({ code: "BAD_ANSWER" });
  });
});

describe("boot options", () => {
  test.each([
    [{ device: "pxe" }, "00080580 04000000"],
    [{ device: "pxe", isEfi: true }, "000805a0 04000000"],
    [{ device: "disk", isEfi: true, isPersistent: true }, "000805e0 08000000"],
    [{ device: "cdrom", isPersistent: true }, "000805c0 14000000"],
    [{ device: "bios", isEfi: true }, "000805a0 18000000"],
    [{ device: "safe", isEfi: true }, "000805a0 0c000000"],
    // Supermicro's number for a UEFI disk: 24h on the wire.
    [{ device: 9, isEfi: true, isPersistent: true }, "000805e0 24000000"],
  ] as const)("%o is sent as %s", async (setting, bytes) => {
    const bmc = accept();
    await setBootFlags(bmc, setting);
    expect(bmc.bytes).toEqual([bytes.replace(" ", "")]);
  });

  test("refuses a selector of 5 bits", async () => {
    await expect(setBootFlags(accept(), { device: 16 })).rejects.toThrow("must be 0–15, not 16");
  });

  test("keeps the flags beyond 60 s with the bytes Ironic sends", async () => {
    const bmc = accept();
    await keepBootFlags(bmc);
    expect(bmc.bytes).toEqual(["00080308"]);
  });

  test("reads the flags", async () => {
    const bmc = new FakeRequester(() => hex("00 01 05 e0 08 00 00 00"));
    const flags = { isValid: true, isPersistent: true, isEfi: true, device: "disk", selector: 2 };
    expect(await getBootFlags(bmc)).toEqual(flags);
    expect(bmc.bytes).toEqual(["0009050000"]);
  });

  test("does not take the answer about another parameter", async () => {
    const bmc = new FakeRequester(() => hex("00 01 04 e0 08 00 00 00"));
    await expect(getBootFlags(bmc)).rejects.toMatchObject({ code: "BAD_ANSWER" });
  });
});

test("reads the device id", async () => {
  const bmc = new FakeRequester(() => hex("00 20 81 82 43 02 bf 57 01 00 3e 00 00 00 00 00"));
  expect(await getDeviceId(bmc)).toEqual({
    deviceId: 0x20,
    deviceRevision: 1,
    firmwareRevision: "2.43",
    ipmiVersion: "2.0",
    isAvailable: false,
    providesDeviceSdrs: true,
    hasSdrRepository: true,
    manufacturerId: 343,
    productId: 62,
  });
});

test.each([
  ["cold", "0602"],
  ["warm", "0603"],
] as const)("a %s reset of the BMC is sent once", async (kind, bytes) => {
  const bmc = accept();
  await mcReset(bmc, kind);
  expect(bmc.bytes).toEqual([bytes]);
  expect(bmc.asked[0]?.idempotent).toBe(false);
});

test("raw bytes are NetFn, command and data, and are not repeated unless the caller says so", async () => {
  const bmc = new FakeRequester(() => [0, 1, 2]);
  expect(await sendRaw(bmc, Buffer.from("3070660100", "hex"))).toEqual(Buffer.from([1, 2]));
  await sendRaw(bmc, [0x06, 0x01] as unknown as Uint8Array, { idempotent: true });
  expect(bmc.bytes).toEqual(["3070660100", "0601"]);
  expect(bmc.asked.map((request) => request.idempotent)).toEqual([false, true]);
  await expect(sendRaw(bmc, Buffer.from([6]))).rejects.toThrow("start with NetFn and command; 1 were given");
});

test("writes a GUID as the BMC means it", async () => {
  const bytes = await getSystemGuid(new FakeRequester(() => hex("00 00112233445566778899aabbccddeeff")));
  expect(formatGuid(bytes, "rfc4122")).toBe("00112233-4455-6677-8899-aabbccddeeff");
  expect(formatGuid(bytes, "smbios")).toBe("33221100-5544-7766-8899-aabbccddeeff");
  expect(formatGuid(bytes, "ipmi")).toBe("ffeeddcc-bbaa-9988-7766-554433221100");
});
