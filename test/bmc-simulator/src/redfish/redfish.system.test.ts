import { expect, test } from "vitest";
import { messageKey, RedfishCaller } from "../testing/redfish-caller.test.support.js";
import { soon, testRack } from "../testing/test-rack.test.support.js";

const MIB = 1024 ** 2;

test("the tree leads from the root to everything that inspection reads, in every flavour", async () => {
  const flavours = ["generic", "idrac", "ilo"] as const;
  const rack = await testRack(flavours.map((flavour) => ({ name: flavour, flavour, memoryMib: 32_768 })));
  for (const machine of rack.machines) {
    const bmc = new RedfishCaller(machine);
    const root = await bmc.get("/redfish/v1/", { user: null });
    const systems = await bmc.get(root.body.Systems["@odata.id"]);
    expect(systems.body.Members).toEqual([{ "@odata.id": bmc.system }]);
    const system = (await bmc.get(bmc.system)).body;
    expect(system).toMatchObject({
      UUID: machine.uuid,
      PowerState: "Off",
      MemorySummary: { TotalSystemMemoryGiB: 32 },
      ProcessorSummary: { Count: 1, CoreCount: 8 },
      Boot: { BootSourceOverrideEnabled: "Disabled", BootSourceOverrideTarget: "None", BootSourceOverrideMode: "UEFI" },
    });
    const first = async (folder: string): Promise<Record<string, unknown>> => {
      const list = (await bmc.get(system[folder]["@odata.id"])).body;
      return (await bmc.get(list.Members[0]["@odata.id"])).body;
    };
    const nic = await first("EthernetInterfaces");
    expect(String(nic["MACAddress"]).toLowerCase()).toBe(machine.macAddresses[0]);
    expect(await first("Processors")).toMatchObject({ InstructionSet: "x86-64", TotalCores: 8 });
    const storage = (await first("Storage")) as { Drives: { "@odata.id": string }[] };
    const drive = (await bmc.get(storage.Drives[0]?.["@odata.id"] as string)).body;
    expect(drive).toMatchObject({ CapacityBytes: 64 * MIB, MediaType: "SSD", Protocol: "SATA" });
    const chassis = (await bmc.get(system.Links.Chassis[0]["@odata.id"])).body;
    const thermal = (await bmc.get(chassis.Thermal["@odata.id"])).body;
    expect(thermal.Temperatures[0]).toMatchObject({ Name: "Inlet Temp", ReadingCelsius: 23 });
    expect(thermal.Temperatures[1].Status.State).toBe("UnavailableOffline");
    const manager = (await bmc.get(system.Links.ManagedBy[0]["@odata.id"])).body;
    expect(manager.ManagerType).toBe("BMC");
    const media = (await bmc.get((system.VirtualMedia ?? manager.VirtualMedia)["@odata.id"])).body;
    expect(media["Members@odata.count"]).toBe(2);
  }
});

test.each([
  ["On", "power-on"],
  ["ForceOff", "power-off"],
  ["ForceRestart", "reset"],
  ["PowerCycle", "power-off"],
] as const)(
  "reset type %s has its effect, and the request stands in the journal before the answer",
  async (type, effect) => {
    const rack = await testRack({ name: "m" });
    const bmc = new RedfishCaller(rack.only);
    if (type !== "On") {
      await bmc.reset("On");
      await rack.only.until(({ system }) => system !== undefined, soon());
    }
    const before = rack.effects("power-request").length;
    expect((await bmc.reset(type)).status).toBe(204);
    expect(rack.effects("power-request").length).toBe(before + 1);
    await rack.only.until(() => rack.effects(effect).length > 0, soon());
  },
);

test("an unknown or missing reset type is refused and has no effect", async () => {
  const rack = await testRack({ name: "m" });
  const bmc = new RedfishCaller(rack.only);
  const target = `${bmc.system}/Actions/ComputerSystem.Reset`;
  expect(messageKey(await bmc.reset("Explode"))).toBe("ActionParameterValueNotInList");
  expect(messageKey(await bmc.post(target, {}))).toBe("ActionParameterMissing");
  expect(messageKey(await bmc.post(target))).toBe("ActionParameterMissing");
  expect(rack.effects()).toEqual([]);
});

test("the power button switches on what is off, and asks what is on to shut down", async () => {
  const rack = await testRack({ name: "m", flavour: "ilo" });
  const bmc = new RedfishCaller(rack.only);
  await bmc.reset("PushPowerButton");
  await rack.only.until(({ power }) => power === "on", soon());
  await bmc.reset("PushPowerButton");
  expect(rack.effects("power-request").map(({ facts }) => facts["request"])).toEqual(["on", "soft-off"]);
});

test("boot override: once, continuous, disabled, and what is refused changes nothing", async () => {
  const rack = await testRack({ name: "m" });
  const bmc = new RedfishCaller(rack.only);
  const boot = async (Boot: unknown): Promise<unknown> => {
    const answer = await bmc.patch(bmc.system, { Boot });
    return answer.status === 200 ? answer.body.Boot.BootSourceOverrideEnabled : messageKey(answer);
  };
  expect(await boot({ BootSourceOverrideTarget: "Cd" })).toBe("Once");
  expect(rack.only.machine.bootOverride).toEqual({ enabled: "once", target: "cdrom" });
  expect(await boot({ BootSourceOverrideTarget: "Pxe", BootSourceOverrideEnabled: "Continuous" })).toBe("Continuous");
  expect(await boot({ BootSourceOverrideTarget: "Hdd" })).toBe("Continuous");
  expect(rack.only.machine.bootOverride).toEqual({ enabled: "continuous", target: "disk" });
  expect(await boot({ BootSourceOverrideTarget: "Nowhere", BootSourceOverrideMode: "Legacy" })).toBe(
    "PropertyValueNotInList",
  );
  expect(await boot({ BootSourceOverrideTarget: "Pxe", Unknown: 1 })).toBe("PropertyUnknown");
  expect(await boot("Pxe")).toBe("PropertyValueNotInList");
  expect(rack.only.machine.bootOverride).toEqual({ enabled: "continuous", target: "disk" });
  expect(rack.only.machine.settings.bootMode).toBe("uefi");
  expect(await boot({ BootSourceOverrideMode: "Legacy" })).toBe("Continuous");
  expect(rack.only.machine.settings.bootMode).toBe("bios");
  expect(await boot({ BootSourceOverrideEnabled: "Disabled" })).toBe("Disabled");
  expect(rack.effects("boot-override").length).toBe(4);
});

test("a machine that knows only UEFI refuses Legacy", async () => {
  const rack = await testRack({ name: "m", architecture: "aarch64" });
  const bmc = new RedfishCaller(rack.only);
  const { Boot } = (await bmc.get(bmc.system)).body;
  expect(Boot["BootSourceOverrideMode@Redfish.AllowableValues"]).toEqual(["UEFI"]);
  expect((await bmc.patch(bmc.system, { Boot: { BootSourceOverrideMode: "Legacy" } })).status).toBe(400);
});

test("a one-time override is used up by the start that used it", async () => {
  const rack = await testRack({ name: "m" });
  const bmc = new RedfishCaller(rack.only);
  await bmc.patch(bmc.system, { Boot: { BootSourceOverrideTarget: "BiosSetup" } });
  await bmc.reset("On");
  await rack.only.until(({ system }) => system?.description === "the setup of the firmware", soon());
  expect((await bmc.get(bmc.system)).body.Boot).toMatchObject({
    BootSourceOverrideEnabled: "Disabled",
    BootSourceOverrideTarget: "None",
  });
});

test("secure boot and BIOS settings wait for the next start", async () => {
  const rack = await testRack({ name: "m" });
  const bmc = new RedfishCaller(rack.only);
  const secure = `${bmc.system}/SecureBoot`;
  const bios = `${bmc.system}/Bios`;
  await bmc.patch(secure, { SecureBootEnable: true });
  expect((await bmc.get(secure)).body).toMatchObject({ SecureBootEnable: true, SecureBootCurrentBoot: "Disabled" });
  const settings = (await bmc.get(bios)).body["@Redfish.Settings"].SettingsObject["@odata.id"];
  await bmc.patch(settings, { Attributes: { NumLock: "Off" }, "@Redfish.SettingsApplyTime": { ApplyTime: "OnReset" } });
  expect((await bmc.get(settings)).body.Attributes).toEqual({ NumLock: "Off" });
  expect((await bmc.get(bios)).body.Attributes.NumLock).toBe("On");
  expect(messageKey(await bmc.patch(settings, { Attributes: { Wings: "On" } }))).toBe("PropertyUnknown");
  expect((await bmc.patch(bios, { Attributes: { NumLock: "Off" } })).status).toBe(405);
  await bmc.reset("On");
  await rack.only.until(({ system }) => system !== undefined, soon());
  expect((await bmc.get(secure)).body.SecureBootCurrentBoot).toBe("Enabled");
  expect((await bmc.get(bios)).body.Attributes.NumLock).toBe("Off");
  await bmc.post(`${bios}/Actions/Bios.ResetBios`, {});
  await bmc.reset("ForceRestart");
  await rack.only.until(({ settings }) => settings.bios["NumLock"] === "On", soon());
});

test("indicators of system, chassis and drives are their own", async () => {
  const rack = await testRack({ name: "m", diskSizes: [MIB, MIB] });
  const bmc = new RedfishCaller(rack.only);
  const drive = `${bmc.system}/Storage/1/Drives/Disk.1`;
  await bmc.patch(bmc.system, { IndicatorLED: "Blinking" });
  await bmc.patch("/redfish/v1/Chassis/1", { IndicatorLED: "Lit" });
  await bmc.patch(drive, { IndicatorLED: "Lit" });
  const { machine } = rack.only;
  expect(["system", "chassis", "disk0", "disk1"].map((part) => machine.indicator(part))).toEqual([
    "blinking",
    "lit",
    "off",
    "lit",
  ]);
  expect(messageKey(await bmc.patch(bmc.system, { IndicatorLED: "Purple" }))).toBe("PropertyValueNotInList");
});

test("the BMC's clock can be set, and goes on", async () => {
  const rack = await testRack({ name: "m" });
  const bmc = new RedfishCaller(rack.only);
  const manager = "/redfish/v1/Managers/1";
  const before = await bmc.get(manager);
  const wanted = new Date(Date.now() - 3_600_000);
  await bmc.patch(manager, { DateTime: wanted.toISOString(), DateTimeLocalOffset: "+02:00" });
  const { DateTime, DateTimeLocalOffset } = (await bmc.get(manager)).body;
  expect(DateTimeLocalOffset).toBe("+02:00");
  expect(DateTime).toMatch(/\+02:00$/);
  expect(Math.abs(Date.parse(DateTime) - wanted.getTime())).toBeLessThan(10_000);
  expect((await bmc.patch(manager, { DateTime: "noon" })).status).toBe(400);
  expect(before.headers["etag"]).toBeDefined();
});
