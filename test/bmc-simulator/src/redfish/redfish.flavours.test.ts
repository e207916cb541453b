import { readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { expect, test } from "vitest";
import type { RackMachine } from "../rack/rack-machine.js";
import { messageKey, RedfishCaller } from "../testing/redfish-caller.test.support.js";
import { soon, testRack } from "../testing/test-rack.test.support.js";
import type { RedfishFlavour, RedfishHabits } from "./flavours.js";

async function bmcOf(machine: Partial<RackMachine>) {
  const rack = await testRack({ name: "m", ...machine });
  return { rack, bmc: new RedfishCaller(rack.only) };
}

const withHabits = (habits: Partial<RedfishHabits>) => bmcOf({ redfish: { habits } });

test.each([
  ["generic", undefined, "Steelyard"],
  ["idrac", "Dell", "Dell Inc."],
  ["ilo", "HPE", "HPE"],
] as const)("%s tells its vendor %s and manufacturer %s", async (flavour, vendor, manufacturer) => {
  const { bmc } = await bmcOf({ flavour });
  expect((await bmc.get("/redfish/v1")).body.Vendor).toBe(vendor);
  expect((await bmc.get(bmc.system)).body.Manufacturer).toBe(manufacturer);
});

test.each([
  ["generic", 204, "undefined"],
  ["idrac", 409, "PSU501"],
  ["ilo", 400, "InvalidOperationForSystemState"],
] as const)("%s answers a power-off of what is off with %i", async (flavour, status, key) => {
  const { rack, bmc } = await bmcOf({ flavour });
  const answer = await bmc.reset("ForceOff");
  expect([answer.status, messageKey(answer)]).toEqual([status, key]);
  expect(rack.effects("power-off")).toEqual([]);
});

test("iDRAC refuses a power-on right after a power-off as a conflict", async () => {
  const { rack, bmc } = await bmcOf({ flavour: "idrac", redfish: { habits: { powerOnConflictMs: 60_000 } } });
  await bmc.reset("On");
  await rack.only.until(({ system }) => system !== undefined, soon());
  await bmc.reset("ForceOff");
  await rack.only.until(({ power }) => power === "off", soon());
  const answer = await bmc.reset("On");
  expect([answer.status, messageKey(answer)]).toEqual([409, "ActionParameterValueConflict"]);
});

test("iDRAC answers BIOS settings with a task that the next start completes", async () => {
  const { rack, bmc } = await bmcOf({ flavour: "idrac" });
  const accepted = await bmc.patch(`${bmc.system}/Bios/Settings`, { Attributes: { NumLock: "Off" } });
  expect(accepted.status).toBe(202);
  const task = String(accepted.headers["location"]);
  expect(task).toBe("/redfish/v1/TaskService/Tasks/JID_000000000001");
  expect((await bmc.get(task)).body).toMatchObject({ TaskState: "Pending", PercentComplete: 0 });
  await bmc.reset("On");
  await rack.only.until(({ system }) => system !== undefined, soon());
  expect((await bmc.get(task)).body).toMatchObject({ TaskState: "Completed", PercentComplete: 100 });
});

test("iLO ignores case in paths, locks boot settings during the self-test, and tells where it is", async () => {
  const { rack, bmc } = await bmcOf({ flavour: "ilo", timing: { selfTestMs: 60_000 } });
  expect((await bmc.get("/REDFISH/v1/systems/1/")).status).toBe(200);
  const boot = { Boot: { BootSourceOverrideTarget: "Cd" } };
  expect((await bmc.patch(bmc.system, boot)).status).toBe(200);
  await bmc.reset("On");
  await rack.only.until(({ isStarting }) => isStarting, soon());
  expect((await bmc.get(bmc.system)).body.Oem.Hpe.PostState).toBe("InPost");
  const locked = await bmc.patch(bmc.system, boot);
  expect([locked.status, messageKey(locked)]).toEqual([400, "UnableToModifyDuringSystemPOST"]);
});

test("a BMC without a boot mode neither shows nor takes it", async () => {
  const { bmc } = await withHabits({ hasBootMode: false });
  expect((await bmc.get(bmc.system)).body.Boot.BootSourceOverrideMode).toBeUndefined();
  expect((await bmc.patch(bmc.system, { Boot: { BootSourceOverrideMode: "UEFI" } })).status).toBe(400);
});

test("some refuse Continuous, some want Enabled and Mode with a target", async () => {
  const once = await withHabits({ hasContinuousBoot: false });
  const boot = { BootSourceOverrideTarget: "Pxe", BootSourceOverrideEnabled: "Continuous" };
  expect((await once.bmc.patch(once.bmc.system, { Boot: boot })).status).toBe(400);
  const all = await withHabits({ bootNeeds: ["BootSourceOverrideEnabled", "BootSourceOverrideMode"] });
  expect(messageKey(await all.bmc.patch(all.bmc.system, { Boot: boot }))).toBe("PropertyMissing");
  const whole = { ...boot, BootSourceOverrideMode: "UEFI" };
  expect((await all.bmc.patch(all.bmc.system, { Boot: whole })).status).toBe(200);
});

test("some take boot settings at a settings object alone", async () => {
  const { rack, bmc } = await withHabits({ hasBootSettingsObject: true });
  const boot = { Boot: { BootSourceOverrideTarget: "Cd" } };
  expect(messageKey(await bmc.patch(bmc.system, boot))).toBe("PropertyNotWritable");
  const settings = (await bmc.get(bmc.system)).body["@Redfish.Settings"].SettingsObject["@odata.id"];
  expect((await bmc.patch(settings, boot)).status).toBe(200);
  expect(rack.only.machine.bootOverride.target).toBe("cdrom");
  expect((await bmc.get(settings)).body.Boot.BootSourceOverrideTarget).toBe("Cd");
});

test("transitions of power are shown or not", async () => {
  for (const [showsPowerTransitions, shown] of [
    [true, "PoweringOn"],
    [false, "Off"],
  ] as const) {
    const { rack, bmc } = await bmcOf({
      timing: { powerOnMs: 60_000 },
      redfish: { habits: { showsPowerTransitions } },
    });
    await bmc.reset("On");
    await rack.only.until(({ power }) => power === "powering-on", soon());
    expect((await bmc.get(bmc.system)).body.PowerState).toBe(shown);
  }
});

const SHARED = process.env["STEELYARD_SHARED"] ?? resolve(import.meta.dirname, "../../../../../shared");
const CAPTURES: readonly (readonly [RedfishFlavour, string])[] = [
  ["idrac", "dell-r750-idrac9-6.00.30"],
  ["ilo", "hpe-dl385gen10plusv2-ilo5-2.72"],
];

function captured(folder: string, path: string): Record<string, unknown> | undefined {
  try {
    const file = join(SHARED, "corpus/redfish", folder, path.replace(/#.*$/, ""), "index.json");
    return JSON.parse(readFileSync(file, "utf8")) as Record<string, unknown>;
  } catch {
    return undefined;
  }
}

const hasCorpus = captured(CAPTURES[0]?.[1] ?? "", "redfish/v1") !== undefined;
if (!hasCorpus) console.warn("skipped: no captures of real BMCs at STEELYARD_SHARED");

test.skipIf(!hasCorpus && process.env["STEELYARD_REQUIRE_INTEROP"] !== "1").each(CAPTURES)(
  "%s has the addresses, and properties of the types, that the capture %s has",
  async (flavour, folder) => {
    const { bmc } = await bmcOf({ flavour });
    const system = bmc.system.slice(1);
    const root = captured(folder, "redfish/v1");
    const manager = `redfish/v1/Managers/${flavour === "idrac" ? "iDRAC.Embedded.1" : "1"}`;
    const media = flavour === "idrac" ? `${system}/VirtualMedia/1` : `${manager}/VirtualMedia/2`;
    expect(root?.["Vendor"]).toBe((await bmc.get("/redfish/v1")).body.Vendor);
    const paths = [
      "redfish/v1",
      system,
      manager,
      media,
      `${system}/SecureBoot`,
      `${system}/Bios`,
      "redfish/v1/SessionService",
    ];
    const typeOf = (value: unknown): string => (Array.isArray(value) ? "array" : typeof value);
    for (const path of paths) {
      const real = captured(folder, path);
      const ours = (await bmc.get(`/${path}`)).body;
      expect(real, path).toBeDefined();
      for (const [name, value] of Object.entries(ours)) {
        const other = real?.[name];
        if (other === undefined || other === null || value === null) continue;
        expect(typeOf(value), `${path} ${name}`).toBe(typeOf(other));
      }
    }
    const targets = (body: Record<string, unknown> | undefined) =>
      (body?.["Actions"] as Record<string, { target: string }> | undefined) ?? {};
    expect(targets((await bmc.get(`/${system}`)).body)["#ComputerSystem.Reset"]).toEqual(
      targets(captured(folder, system))["#ComputerSystem.Reset"] === undefined
        ? undefined
        : expect.objectContaining({ target: targets(captured(folder, system))["#ComputerSystem.Reset"]?.target }),
    );
    for (const action of ["#VirtualMedia.InsertMedia", "#VirtualMedia.EjectMedia"])
      expect(targets((await bmc.get(`/${media}`)).body)[action]).toEqual(targets(captured(folder, media))[action]);
  },
);
