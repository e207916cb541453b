import { describe, expect, test } from "vitest";
import { bench, MANAGER, RESET, SYSTEM } from "../testing/a-machine.test.support.js";
import { errorBody } from "../testing/scripted-bmc.test.support.js";
import { redfishManagementSteps } from "./management-steps.js";
import { RedfishManagement } from "./redfish-management.js";

const NOW = Date.parse("2026-03-01T12:00:00Z");

async function machine(options: Parameters<typeof bench>[0] = {}, now = () => NOW) {
  const found = await bench(options);
  return { ...found, management: new RedfishManagement(found.access, now) };
}

describe("boot mode", () => {
  test("is read, listed and written", async () => {
    const { management, task, bmc } = await machine();
    expect(await management.getBootMode(task)).toBe("uefi");
    expect(await management.getSupportedBootModes(task)).toEqual(["uefi", "bios"]);
    await management.setBootMode(task, "bios");
    expect(bmc.log()).toEqual([`PATCH ${SYSTEM} {"Boot":{"BootSourceOverrideMode":"Legacy"}}`]);
    expect(await management.getBootMode(task)).toBe("bios");
  });

  test("is not written where it is so already, nor where the BMC lists others", async () => {
    const { management, task, bmc } = await machine();
    await management.setBootMode(task, "uefi");
    bmc.set(SYSTEM, { Boot: { "BootSourceOverrideMode@Redfish.AllowableValues": ["UEFI"] } });
    expect(await management.getSupportedBootModes(task)).toEqual(["uefi"]);
    await expect(management.setBootMode(task, "bios")).rejects.toMatchObject({ code: "NOT_SUPPORTED" });
    expect(bmc.log()).toEqual([]);
  });

  test("is NOT_SUPPORTED where it can be neither read nor written, as on HPE Gen9", async () => {
    const { management, task, bmc } = await machine();
    bmc.set(SYSTEM, { Boot: { BootSourceOverrideMode: null } });
    bmc.on(`PATCH ${SYSTEM}`, { status: 400, json: errorBody("Base.0.10.PropertyUnknown") });
    expect(await management.getSupportedBootModes(task)).toEqual([]);
    await expect(management.getBootMode(task)).rejects.toMatchObject({ code: "NOT_SUPPORTED" });
    await expect(management.setBootMode(task, "uefi")).rejects.toMatchObject({ code: "NOT_SUPPORTED" });
  });

  test("goes with target and enabled to services that want all three", async () => {
    const { management, task, bmc } = await machine({ node: { properties: { vendor: "AMI" } } });
    await management.setBootMode(task, "bios");
    expect(bmc.log()[0]).toContain(
      '{"BootSourceOverrideMode":"Legacy","BootSourceOverrideEnabled":"Disabled","BootSourceOverrideTarget":"None"}',
    );
  });
});

describe("secure boot", () => {
  const path = `${SYSTEM}/SecureBoot`;

  test("is read and written", async () => {
    const { management, task, bmc } = await machine();
    expect(await management.getSecureBootState(task)).toBe(false);
    await management.setSecureBootState(task, false);
    await management.setSecureBootState(task, true);
    expect(bmc.log()).toEqual([`PATCH ${path} {"SecureBootEnable":true}`]);
    expect(await management.getSecureBootState(task)).toBe(true);
  });

  test("is not for BIOS mode, where turning it off changes nothing", async () => {
    const { management, task, bmc } = await machine();
    bmc.set(SYSTEM, { Boot: { BootSourceOverrideMode: "Legacy" } });
    await management.setSecureBootState(task, false);
    await expect(management.setSecureBootState(task, true)).rejects.toMatchObject({ code: "NOT_SUPPORTED" });
    expect(bmc.log()).toEqual([]);
  });

  test("is NOT_SUPPORTED without the resource, or without its licence", async () => {
    const { management, task, bmc } = await machine();
    bmc.on(`PATCH ${path}`, { status: 403, json: errorBody("SMC.1.0.OemLicenseNotPassed") });
    await expect(management.setSecureBootState(task, true)).rejects.toMatchObject({ code: "NOT_SUPPORTED" });
    bmc.set(SYSTEM, { SecureBoot: null });
    await expect(management.getSecureBootState(task)).rejects.toMatchObject({ code: "NOT_SUPPORTED" });
  });

  test.each([
    ["reset_secure_boot_keys_to_default", "ResetAllKeysToDefault"],
    ["clear_secure_boot_keys", "DeleteAllKeys"],
  ])("step %s sends %s", async (step, how) => {
    const { management, task, bmc } = await machine({});
    expect(await redfishManagementSteps.get(step)?.run(management, task, {})).toEqual({ kind: "done" });
    expect(bmc.log()).toEqual([`POST ${path}/Actions/SecureBoot.ResetKeys {"ResetKeysType":"${how}"}`]);
  });

  test("keys that cannot be reset so are NOT_SUPPORTED", async () => {
    const { management, task, bmc } = await machine();
    bmc.set(path, { Actions: { "#SecureBoot.ResetKeys": { "ResetKeysType@Redfish.AllowableValues": ["DeletePK"] } } });
    await expect(management.resetSecureBootKeys(task, "DeleteAllKeys")).rejects.toMatchObject({
      code: "NOT_SUPPORTED",
      details: { reset_types: ["DeletePK"] },
    });
  });
});

describe("the clock of the BMC", () => {
  test("is set to now", async () => {
    const { management, task, bmc } = await machine();
    await management.setBmcClock(task, { datetime_local_offset: "+00:00" });
    expect(bmc.log()).toEqual([
      `PATCH ${MANAGER} {"DateTime":"2026-03-01T12:00:00+00:00","DateTimeLocalOffset":"+00:00"}`,
    ]);
  });

  test("is not set back by a repeat after a crash", async () => {
    let now = NOW;
    const step = { interface: "management", step: "set_bmc_clock" } as const;
    const { management, task, bmc } = await machine({}, () => now);
    Object.assign(task, { step: { phase: "clean", args: {}, attempt: 1, ...step } });
    const args = { target_datetime: "2030-01-01T00:00:00Z" };
    bmc.on(`PATCH ${MANAGER}`, "lose", 5);
    await expect(management.setBmcClock(task, args)).rejects.toMatchObject({ code: "BMC_UNREACHABLE" });
    now += 90_000;
    bmc.on(`PATCH ${MANAGER}`, ({ json }) => {
      bmc.set(MANAGER, json as { DateTime: string });
      return { status: 204 };
    });
    await management.setBmcClock(task.successor(), args);
    expect(bmc.writes().at(-1)?.json).toEqual({ DateTime: "2030-01-01T00:01:30+00:00" });
  });

  test("that shows another time afterwards fails the step", async () => {
    const { management, task, bmc } = await machine();
    bmc.on(`PATCH ${MANAGER}`, { status: 204 });
    await expect(management.setBmcClock(task, {})).rejects.toMatchObject({ code: "STEP_FAILED" });
  });

  test("is refused for what is no time, and where the BMC tells none", async () => {
    const { management, task, bmc } = await machine();
    await expect(management.setBmcClock(task, { target_datetime: "soon" })).rejects.toMatchObject({
      code: "INVALID_PARAMETER",
    });
    bmc.set(MANAGER, { DateTime: null });
    await expect(management.setBmcClock(task, {})).rejects.toMatchObject({ code: "NOT_SUPPORTED" });
  });
});

describe("readings", () => {
  test("sensors are grouped and go by id and place", async () => {
    const { management, task } = await machine();
    expect(await management.getSensorsData(task)).toEqual({
      Fan: {
        "0@1": { identity: "0", name: "Fan 1", reading: 51, reading_units: "Percent", state: "Enabled" },
      },
      Temperature: {
        "0@1": { identity: "0", name: "Inlet", reading_celsius: 21, state: "Enabled", health: "OK" },
      },
      Power: { "0:Power@1": { power_capacity_watts: 800, last_power_output_watts: 120, health: "OK" } },
      Drive: {
        "Disk 0:S@1": { name: "Disk 0", capacity_bytes: 480_000_000_000, health: "OK", state: "Enabled" },
      },
    });
  });

  test("newer services are read through their subsystems", async () => {
    const chassis = "/redfish/v1/Chassis/1";
    const { management, task, bmc } = await machine({
      tree: {
        [`${chassis}/ThermalSubsystem`]: {
          Fans: { "@odata.id": `${chassis}/ThermalSubsystem/Fans` },
          ThermalMetrics: { "@odata.id": `${chassis}/ThermalSubsystem/ThermalMetrics` },
        },
        [`${chassis}/ThermalSubsystem/Fans`]: { Members: [{ "@odata.id": `${chassis}/ThermalSubsystem/Fans/F1` }] },
        [`${chassis}/ThermalSubsystem/Fans/F1`]: {
          Id: "F1",
          Name: "Fan 1",
          SpeedPercent: { Reading: 40, SpeedRPM: 5200 },
          Status: { State: "Enabled", Health: "OK" },
        },
        [`${chassis}/ThermalSubsystem/ThermalMetrics`]: {
          TemperatureReadingsCelsius: [{ Reading: 33.5, DataSourceUri: `${chassis}/Sensors/Inlet` }],
        },
        [`${chassis}/PowerSubsystem`]: {
          Id: "PowerSubsystem",
          PowerSupplies: { "@odata.id": `${chassis}/PowerSubsystem/PowerSupplies` },
        },
        [`${chassis}/PowerSubsystem/PowerSupplies`]: {
          Members: [{ "@odata.id": `${chassis}/PowerSubsystem/PowerSupplies/P1` }],
        },
        [`${chassis}/PowerSubsystem/PowerSupplies/P1`]: { Id: "P1", PowerCapacityWatts: 1600 },
      },
    });
    bmc.set(chassis, {
      Thermal: null,
      Power: null,
      ThermalSubsystem: { "@odata.id": `${chassis}/ThermalSubsystem` },
      PowerSubsystem: { "@odata.id": `${chassis}/PowerSubsystem` },
    });
    expect(await management.getSensorsData(task)).toMatchObject({
      Fan: { "F1@1": { identity: "F1", reading: 5200, reading_units: "RPM", health: "OK" } },
      Temperature: { "Inlet@1": { reading_celsius: 33.5 } },
      Power: { "P1:PowerSubsystem@1": { power_capacity_watts: 1600 } },
    });
  });

  test("sensors that fail leave the others", async () => {
    const { management, task, bmc } = await machine();
    bmc.on("GET /redfish/v1/Chassis/1/Thermal", { status: 500, json: errorBody("Base.1.8.InternalError") });
    const { Fan, Power } = await management.getSensorsData(task);
    expect([Object.keys(Fan ?? {}), Object.keys(Power ?? {})]).toEqual([[], ["0:Power@1"]]);
  });

  test.each([
    ["OK", "OK"],
    ["Warning", "Warning"],
    ["Critical", "Critical"],
    ["Poorly", null],
    [null, null],
  ])("health %s is %s", async (told, health) => {
    const { management, task, bmc } = await machine();
    bmc.set(SYSTEM, { Status: { Health: told } });
    expect(await management.getNodeHealth(task)).toBe(health);
  });

  test("the vendor is the service's, else the system's", async () => {
    const { management, task, bmc } = await machine();
    expect(await management.detectVendor(task)).toBe("Acme");
    const other = await machine();
    other.bmc.set("/redfish/v1", { Vendor: "Contoso" });
    expect(await other.management.detectVendor(other.task)).toBe("Contoso");
    bmc.set(SYSTEM, { Manufacturer: "  " });
    expect(await management.detectVendor(task)).toBeNull();
  });

  test("MAC addresses are written alike, and tell whether their NIC is enabled", async () => {
    const { management, task, bmc } = await machine();
    bmc.set(`${SYSTEM}/EthernetInterfaces/1`, { Status: null });
    expect(await management.getMacAddresses(task)).toEqual(
      new Map([
        ["52:54:00:aa:bb:01", true],
        ["52:54:00:aa:bb:02", false],
      ]),
    );
    bmc.set(`${SYSTEM}/EthernetInterfaces/2`, { MACAddress: "Not Available" });
    expect([...(await management.getMacAddresses(task)).keys()]).toEqual(["52:54:00:aa:bb:01"]);
  });
});

describe("the rest", () => {
  test("an NMI is a reset of its own", async () => {
    const { management, task, bmc } = await machine();
    await management.injectNmi(task);
    expect(bmc.log()).toEqual([`POST ${RESET} {"ResetType":"Nmi"}`]);
  });

  test("a machine without NMI says so", async () => {
    const { management, task, bmc } = await machine();
    bmc.set(SYSTEM, { Actions: { "#ComputerSystem.Reset": { "ResetType@Redfish.AllowableValues": ["On"] } } });
    await expect(management.injectNmi(task)).rejects.toMatchObject({ code: "NOT_SUPPORTED" });
  });

  test("indicators are those of system, chassis and drives", async () => {
    const { management, task, bmc } = await machine();
    const uuid = "38947555-7742-3448-3784-823347823834";
    const led = { readonly: false, states: ["blinking", "off", "on"] };
    expect(await management.getSupportedIndicators(task)).toEqual({
      system: { [uuid]: led },
      chassis: { "1": { readonly: false, states: ["off", "on"] } },
      disk: { "S:D0": led },
    });
    await management.setIndicatorState(task, "system", uuid, "blinking");
    await management.setIndicatorState(task, "chassis", "1", "on");
    expect(bmc.log()).toEqual([
      `PATCH ${SYSTEM} {"IndicatorLED":"Blinking"}`,
      'PATCH /redfish/v1/Chassis/1 {"LocationIndicatorActive":true}',
    ]);
    expect(await management.getIndicatorState(task, "system", uuid)).toBe("blinking");
    expect(await management.getIndicatorState(task, "chassis", "1")).toBe("on");
    await expect(management.setIndicatorState(task, "chassis", "1", "blinking")).rejects.toMatchObject({
      code: "INVALID_PARAMETER",
    });
  });
});
