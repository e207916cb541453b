import type { PowerTarget } from "@steelyard/interfaces";
import { describe, expect, test } from "vitest";
import { bench, RESET, SYSTEM } from "../testing/a-machine.test.support.js";
import { errorBody } from "../testing/scripted-bmc.test.support.js";
import { RedfishPower } from "./redfish-power.js";

async function machine(power: string, options: Parameters<typeof bench>[0] = {}) {
  const found = await bench(options);
  found.bmc.set(SYSTEM, { PowerState: power });
  return { ...found, power: new RedfishPower(found.access) };
}

const conflict = { status: 409, json: errorBody("IDRAC.2.8.ActionParameterValueConflict") };

describe("reading power", () => {
  test.each([
    ["On", "power on"],
    ["PoweringOn", "power on"],
    ["Paused", "power on"],
    ["Off", "power off"],
    ["PoweringOff", "power off"],
    ["Sleeping", "error"],
    [null, "error"],
  ])("%s is %s", async (told, state) => {
    const { power, task, bmc } = await machine("On");
    bmc.set(SYSTEM, { PowerState: told });
    expect(await power.getPowerState(task)).toBe(state);
  });
});

describe("setting power", () => {
  test.each<[PowerTarget, string, string]>([
    ["power on", "Off", "On"],
    ["power off", "On", "ForceOff"],
    ["soft power off", "On", "GracefulShutdown"],
    ["rebooting", "On", "ForceRestart"],
    ["soft rebooting", "On", "GracefulRestart"],
    ["rebooting", "Off", "On"],
    ["soft rebooting", "Off", "On"],
  ])("%s of a machine that is %s sends %s", async (target, before, resetType) => {
    const { power, task, bmc } = await machine(before);
    await power.setPowerState(task, target);
    expect(bmc.log()).toEqual([`POST ${RESET} {"ResetType":"${resetType}"}`]);
    expect(task.ownershipChecks).toBeGreaterThan(0);
  });

  test.each<[PowerTarget, string]>([
    ["power on", "On"],
    ["power on", "PoweringOn"],
    ["power off", "Off"],
    ["soft power off", "PoweringOff"],
  ])("%s of a machine that is %s sends nothing", async (target, before) => {
    const { power, task, bmc } = await machine(before);
    await power.setPowerState(task, target);
    expect(bmc.log()).toEqual([]);
  });

  test("takes another reset type where the first is not listed", async () => {
    const { power, task, bmc } = await machine("On");
    bmc.set(SYSTEM, {
      Actions: { "#ComputerSystem.Reset": { "ResetType@Redfish.AllowableValues": ["Off", "PowerCycle"] } },
    });
    await power.setPowerState(task, "rebooting");
    await power.setPowerState(task, "power off");
    expect(bmc.log().map((line) => line.split(" ")[2])).toEqual(['{"ResetType":"PowerCycle"}', '{"ResetType":"Off"}']);
  });

  test("is NOT_SUPPORTED where no reset type leads there, and says what the BMC takes", async () => {
    const { power, task, bmc } = await machine("On");
    bmc.set(SYSTEM, { Actions: { "#ComputerSystem.Reset": { "ResetType@Redfish.AllowableValues": ["On", "Nmi"] } } });
    await expect(power.setPowerState(task, "soft power off")).rejects.toMatchObject({
      code: "NOT_SUPPORTED",
      details: { reset_types: ["On", "Nmi"] },
    });
    expect(bmc.log()).toEqual([]);
  });

  test("is NOT_SUPPORTED on a system without a reset action", async () => {
    const { power, task, bmc } = await machine("On");
    bmc.tree.set(SYSTEM, { PowerState: "On" });
    await expect(power.setPowerState(task, "power off")).rejects.toMatchObject({ code: "NOT_SUPPORTED" });
  });

  test("succeeds where the BMC refuses because the machine got there meanwhile", async () => {
    const { power, task, bmc } = await machine("On");
    bmc.on(`POST ${RESET}`, () => {
      bmc.set(SYSTEM, { PowerState: "Off" });
      return { status: 400, json: errorBody("Base.1.8.ActionNotSupported") };
    });
    await power.setPowerState(task, "soft power off");
  });

  test("is patient where iDRAC refuses a power on right after a power off", async () => {
    const { power, task, bmc, pauses } = await machine("Off");
    bmc.on(`POST ${RESET}`, conflict, 3);
    await power.setPowerState(task, "power on");
    expect(pauses).toEqual([500, 1000, 2000]);
    expect(await power.getPowerState(task)).toBe("power on");
  });

  test("does not wait for longer than it may", async () => {
    const { power, task, bmc, pauses } = await machine("Off");
    bmc.on(`POST ${RESET}`, conflict);
    await expect(power.setPowerState(task, "power on", { timeoutMs: 3_000 })).rejects.toMatchObject({
      code: "BMC_BUSY",
    });
    expect(pauses).toEqual([500, 1000, 2000]);
  });

  test("is busy where iDRAC goes on refusing", async () => {
    const { power, task, bmc } = await machine("Off");
    bmc.on(`POST ${RESET}`, conflict);
    const error = await power.setPowerState(task, "power on").catch((caught: unknown) => caught);
    expect(error).toMatchObject({ code: "BMC_BUSY", details: { status: 409 } });
    expect(String(error)).toContain("IDRAC.2.8.ActionParameterValueConflict");
  });

  test("looks what became of a request whose answer was lost", async () => {
    const { power, task, bmc } = await machine("On");
    bmc.on(`POST ${RESET}`, () => {
      bmc.set(SYSTEM, { PowerState: "Off" });
      return "lose";
    });
    await power.setPowerState(task, "power off");
  });

  test("a reboot whose answer was lost is not sent again", async () => {
    const { power, task, bmc } = await machine("On");
    bmc.on(`POST ${RESET}`, "lose");
    await expect(power.setPowerState(task, "rebooting")).rejects.toMatchObject({ code: "BMC_UNREACHABLE" });
    expect(bmc.log()).toHaveLength(1);
  });

  test("sets a remembered boot device before the power on", async () => {
    const { power, task, bmc } = await machine("Off", {
      node: { driverInternalInfo: { redfish_boot_device: "disk" } },
    });
    await power.setPowerState(task, "power on");
    expect(bmc.log()).toEqual([
      `PATCH ${SYSTEM} {"Boot":{"BootSourceOverrideTarget":"Hdd","BootSourceOverrideEnabled":"Once"}}`,
      `POST ${RESET} {"ResetType":"On"}`,
    ]);
  });

  test("powers on although the remembered boot device is refused, and says so", async () => {
    const { power, task, bmc } = await machine("Off", {
      node: { driverInternalInfo: { redfish_boot_device: "disk" } },
    });
    bmc.on(`PATCH ${SYSTEM}`, { status: 400, json: errorBody("Base.1.8.PropertyNotWritable") });
    await power.setPowerState(task, "power on");
    expect(bmc.log().at(-1)).toBe(`POST ${RESET} {"ResetType":"On"}`);
    expect(task.log.lines.filter(({ level }) => level === "warn")).toHaveLength(1);
  });

  test("sends nothing for a node that was lost", async () => {
    const { power, task, bmc } = await machine("On");
    task.lose();
    await expect(power.setPowerState(task, "power off")).rejects.toMatchObject({ code: "RESERVATION_LOST" });
    expect(bmc.log()).toEqual([]);
  });
});

describe("failures", () => {
  test("wrong credentials are AUTH_REJECTED and show no password", async () => {
    const { power, task, bmc } = await machine("On");
    bmc.on("POST /redfish/v1/SessionService/Sessions", { status: 401, json: errorBody("Base.1.8.NoValidSession") });
    const error = await power.getPowerState(task).catch((caught: unknown) => caught);
    expect(error).toMatchObject({ code: "AUTH_REJECTED" });
    expect(String(error)).not.toContain("correct horse");
  });

  test("a BMC that is not there is BMC_UNREACHABLE", async () => {
    const { power, task, bmc } = await machine("On");
    await bmc.close();
    await expect(power.getPowerState(task)).rejects.toMatchObject({ code: "BMC_UNREACHABLE" });
  });

  test("an answer that is no Redfish is BMC_BAD_ANSWER and names the path", async () => {
    const { power, task, bmc } = await machine("On");
    bmc.on("GET /redfish/v1/Systems", { status: 200, json: { Members: "none" } });
    await expect(power.getPowerState(task)).rejects.toThrow(/\/redfish\/v1\/Systems.*Members/);
  });

  test("several systems ask for redfish_system_id and list them", async () => {
    const { power, task, bmc } = await machine("On");
    bmc.tree.set("/redfish/v1/Systems", {
      Members: [{ "@odata.id": SYSTEM }, { "@odata.id": "/redfish/v1/Systems/2" }],
    });
    await expect(power.getPowerState(task)).rejects.toThrow(/redfish_system_id.*\/redfish\/v1\/Systems\/2/);
    task.change({ driverInfo: { ...task.node.driverInfo, redfish_system_id: SYSTEM } });
    expect(await power.getPowerState(task)).toBe("power on");
  });
});
