import type { BootDevice } from "@steelyard/interfaces";
import { describe, expect, test } from "vitest";
import { bench, SYSTEM } from "../testing/a-machine.test.support.js";
import { errorBody } from "../testing/scripted-bmc.test.support.js";
import { RedfishManagement } from "./redfish-management.js";

async function machine(options: Parameters<typeof bench>[0] = {}) {
  const found = await bench(options);
  return { ...found, management: new RedfishManagement(found.access) };
}

const bodies = (log: readonly string[]) => log.map((line) => JSON.parse(line.split(" ").slice(2).join(" ")).Boot);

describe("boot device", () => {
  test.each<[BootDevice, boolean, object]>([
    ["pxe", false, { BootSourceOverrideTarget: "Pxe", BootSourceOverrideEnabled: "Once" }],
    ["disk", true, { BootSourceOverrideTarget: "Hdd", BootSourceOverrideEnabled: "Continuous" }],
    ["cdrom", false, { BootSourceOverrideTarget: "Cd", BootSourceOverrideEnabled: "Once" }],
    ["bios", false, { BootSourceOverrideTarget: "BiosSetup", BootSourceOverrideEnabled: "Once" }],
  ])("%s, persistent %s, is written and read again", async (device, persistent, boot) => {
    const { management, task, bmc } = await machine();
    await management.setBootDevice(task, device, { persistent });
    expect(bodies(bmc.log())).toEqual([boot]);
    expect(await management.getBootDevice(task)).toEqual({ bootDevice: device, persistent });
  });

  test("enabled is not sent where it is so already", async () => {
    const { management, task, bmc } = await machine();
    bmc.set(SYSTEM, { Boot: { BootSourceOverrideEnabled: "Once" } });
    await management.setBootDevice(task, "pxe");
    expect(bodies(bmc.log())).toEqual([{ BootSourceOverrideTarget: "Pxe" }]);
  });

  test("none is told where no override is set", async () => {
    const { management, task, bmc } = await machine();
    bmc.set(SYSTEM, { Boot: { BootSourceOverrideTarget: "Hdd" } });
    expect(await management.getBootDevice(task)).toEqual({ bootDevice: null, persistent: null });
  });

  test("only devices that the BMC lists are taken", async () => {
    const { management, task, bmc } = await machine();
    expect(await management.getSupportedBootDevices(task)).toEqual(["pxe", "disk", "cdrom", "bios"]);
    bmc.set(SYSTEM, { Boot: { "BootSourceOverrideTarget@Redfish.AllowableValues": ["None", "Hdd", "UefiHttp"] } });
    expect(await management.getSupportedBootDevices(task)).toEqual(["disk", "uefihttp"]);
    await expect(management.setBootDevice(task, "cdrom")).rejects.toMatchObject({ code: "INVALID_PARAMETER" });
    expect(bmc.log()).toEqual([]);
  });

  test("a BMC that lists nothing takes all but UEFI HTTP", async () => {
    const { management, task, bmc } = await machine();
    bmc.set(SYSTEM, { Boot: { "BootSourceOverrideTarget@Redfish.AllowableValues": null } });
    expect(await management.getSupportedBootDevices(task)).toEqual(["pxe", "disk", "cdrom", "bios"]);
  });

  test("a system without boot override has none", async () => {
    const { management, task, bmc } = await machine();
    bmc.set(SYSTEM, { Boot: null });
    expect(await management.getSupportedBootDevices(task)).toEqual([]);
    expect(await management.getBootDevice(task)).toEqual({ bootDevice: null, persistent: null });
    await expect(management.setBootDevice(task, "pxe")).rejects.toMatchObject({ code: "NOT_SUPPORTED" });
  });

  test("is written to the settings object where the override lives there", async () => {
    const settings = `${SYSTEM}/Settings`;
    const { management, task, bmc } = await machine({
      tree: { [settings]: { Boot: { BootSourceOverrideEnabled: "Continuous", BootSourceOverrideTarget: "Hdd" } } },
    });
    bmc.set(SYSTEM, { "@Redfish.Settings": { SettingsObject: { "@odata.id": settings } } });
    await management.setBootDevice(task, "pxe");
    expect(bmc.log()[0]).toContain(`PATCH ${settings} `);
  });

  test("stays at the system where the settings object holds a boot order alone, as XCC's does", async () => {
    const settings = `${SYSTEM}/Pending`;
    const { management, task, bmc } = await machine({ tree: { [settings]: { Boot: { BootOrder: ["Boot0003"] } } } });
    bmc.set(SYSTEM, { "@Redfish.Settings": { SettingsObject: { "@odata.id": settings } } });
    await management.setBootDevice(task, "pxe");
    expect(bmc.log()[0]).toContain(`PATCH ${SYSTEM} `);
  });

  test("a stale HttpBootUri is cleared when UEFI HTTP boot is left", async () => {
    const { management, task, bmc } = await machine();
    bmc.set(SYSTEM, { Boot: { BootSourceOverrideTarget: "UefiHttp", HttpBootUri: "http://192.0.2.1/x" } });
    await management.setBootDevice(task, "disk");
    expect(bodies(bmc.log())[0]).toMatchObject({ BootSourceOverrideTarget: "Hdd", HttpBootUri: null });
  });
});

describe("a BMC that takes no continuous override", () => {
  test("gets the device once, and it is remembered", async () => {
    const { management, task, bmc } = await machine();
    const refused = { status: 400, json: errorBody("Base.1.8.PropertyValueNotInList", ["Continuous"]) };
    bmc.on(`PATCH ${SYSTEM}`, ({ json }) => (JSON.stringify(json).includes("Continuous") ? refused : undefined));
    await management.setBootDevice(task, "disk", { persistent: true });
    expect(bodies(bmc.log()).map((boot) => boot.BootSourceOverrideEnabled)).toEqual(["Continuous", "Once"]);
    expect(task.node.driverInternalInfo["redfish_boot_device"]).toBe("disk");
    bmc.set(SYSTEM, { Boot: { BootSourceOverrideEnabled: "Disabled", BootSourceOverrideTarget: "None" } });
    expect(await management.getBootDevice(task)).toEqual({ bootDevice: "disk", persistent: true });
  });

  test("is not asked for one where it lists its values", async () => {
    const { management, task, bmc } = await machine();
    bmc.set(SYSTEM, { Boot: { "BootSourceOverrideEnabled@Redfish.AllowableValues": ["Once", "Disabled"] } });
    await management.setBootDevice(task, "disk", { persistent: true });
    expect(bodies(bmc.log())).toEqual([{ BootSourceOverrideTarget: "Hdd", BootSourceOverrideEnabled: "Once" }]);
    expect(task.node.driverInternalInfo["redfish_boot_device"]).toBe("disk");
  });

  test("forgets the device with the next one that is set", async () => {
    const { management, task } = await machine({ node: { driverInternalInfo: { redfish_boot_device: "disk" } } });
    await management.setBootDevice(task, "cdrom");
    expect(task.node.driverInternalInfo).toEqual({});
    expect(await management.getBootDevice(task)).toEqual({ bootDevice: "cdrom", persistent: false });
  });

  test("is not taken for one when it is only busy", async () => {
    const { management, task, bmc } = await machine();
    bmc.on(`PATCH ${SYSTEM}`, { status: 400, json: errorBody("iLO.2.14.UnableToModifyDuringSystemPOST") });
    await expect(management.setBootDevice(task, "disk", { persistent: true })).rejects.toMatchObject({
      code: "BMC_BUSY",
    });
    expect(task.node.driverInternalInfo).toEqual({});
  });
});

describe("quirks", () => {
  const target = (more: string[]) => ({ "BootSourceOverrideTarget@Redfish.AllowableValues": ["Pxe", "Hdd", ...more] });

  test("Supermicro gets USB CD, enabled always, and its boot mode again", async () => {
    const { management, task, bmc } = await machine();
    bmc.set(SYSTEM, {
      Manufacturer: "Supermicro",
      Boot: { BootSourceOverrideEnabled: "Once", ...target(["Cd", "UsbCd"]) },
    });
    await management.setBootDevice(task, "cdrom");
    expect(bodies(bmc.log())).toEqual([
      { BootSourceOverrideTarget: "UsbCd", BootSourceOverrideEnabled: "Once" },
      { BootSourceOverrideMode: "UEFI" },
    ]);
    expect(await management.getBootDevice(task)).toEqual({ bootDevice: "cdrom", persistent: false });
  });

  test.each(["AMI", "American Megatrends International LLC", "ASRockRack", "redfish_compatible"])(
    "%s gets target, enabled and mode together",
    async (vendor) => {
      const { management, task, bmc } = await machine({ node: { properties: { vendor } } });
      bmc.set(SYSTEM, { Boot: { BootSourceOverrideEnabled: "Once" } });
      await management.setBootDevice(task, "pxe");
      expect(bodies(bmc.log())).toEqual([
        { BootSourceOverrideTarget: "Pxe", BootSourceOverrideEnabled: "Once", BootSourceOverrideMode: "UEFI" },
      ]);
    },
  );
});
