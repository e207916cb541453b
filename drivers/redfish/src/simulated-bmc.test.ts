import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { createRack, type RackMachine, type SimulatedMachine, simulatedDiskImage } from "@steelyard/bmc-simulator";
import {
  aTask,
  describeBootInterface,
  describeInspectInterface,
  describeManagementInterface,
  describePowerInterface,
  MemoryMachineFiles,
} from "@steelyard/driver-contract";
import {
  AGENT_CONFIG,
  CONDUCTOR_CONFIG,
  configDefaults,
  DEPLOY_CONFIG,
  type HardwareInterfaces,
  type JsonObject,
  NoopNetwork,
  type PowerInterface,
} from "@steelyard/interfaces";
import { createRedfishPool, type RedfishClock } from "@steelyard/redfish-client";
import { describe, expect, onTestFinished, test } from "vitest";
import {
  REDFISH_CONFIG,
  RedfishAccess,
  RedfishInspect,
  RedfishManagement,
  RedfishPower,
  RedfishVirtualMediaBoot,
} from "./index.js";

type Flavour = NonNullable<RackMachine["flavour"]>;

const FLAVOURS: readonly (readonly [Flavour, "http" | "https"])[] = [
  ["generic", "http"],
  ["generic", "https"],
  ["idrac", "http"],
  ["idrac", "https"],
  ["ilo", "http"],
  ["ilo", "https"],
];

/** Effects of a write on a machine. */
const IS_WRITE = /^(power-request|boot-override|boot-mode|secure-boot|indicator|nmi|media-insert|media-eject)$/;

/** Pauses are short: the simulated BMCs are quick. */
const HASTY: RedfishClock = {
  now: () => performance.now(),
  wallNow: () => Date.now(),
  sleep: (ms, signal) => pause(Math.min(ms, 20), undefined, { signal }),
};

/** One machine behind a simulated BMC, and a node that names it. */
async function startWorld(spec: Partial<RackMachine> = {}, driverInfo: JsonObject = {}) {
  const folder = await mkdtemp(join(tmpdir(), "driver-redfish-"));
  const timing = { powerOnMs: 1, powerOffMs: 1, selfTestMs: 1 };
  const rack = await createRack({ machines: [{ name: "node-1", timing, ...spec }], folder, bootServerUrl: null });
  const machine = rack.machine("node-1");
  if (machine.redfish === undefined) throw new Error("the BMC speaks no Redfish");
  const { url, username, password, systemId } = machine.redfish;
  const ca = join(folder, "ca.pem");
  if (rack.certificate !== undefined) await writeFile(ca, rack.certificate);
  const pool = createRedfishPool({ clock: HASTY, warn: () => undefined });
  const sleep = (ms: number, signal: AbortSignal) => pause(Math.min(ms, 100), undefined, { signal });
  const access = new RedfishAccess(pool, configDefaults(REDFISH_CONFIG), { sleep });
  const interfaces: Partial<HardwareInterfaces> = {
    network: new NoopNetwork(),
    power: new RedfishPower(access),
    management: new RedfishManagement(access),
  };
  const task = aTask({
    interfaces,
    node: {
      driver: "redfish",
      driverInfo: {
        redfish_address: url,
        redfish_username: username,
        redfish_password: password,
        redfish_system_id: systemId,
        ...(rack.certificate === undefined ? {} : { redfish_verify_ca: ca }),
        ...driverInfo,
      },
    },
  });
  return {
    rack,
    machine,
    access,
    task,
    power: new RedfishPower(access),
    management: new RedfishManagement(access),
    inspect: new RedfishInspect(access),
    effects: () => rack.journal.entries.filter(({ effect }) => IS_WRITE.test(effect)).map(({ effect }) => effect),
    seen: () => rack.journal.entries.filter(({ effect }) => IS_WRITE.test(effect)),
    hang: () => void rack.faults.add({ on: "redfish", action: { kind: "hang" } }),
    cut: () => rack.close(),
    close: async () => {
      await rack.close();
      await pool.close({ deadlineMs: 1 });
      await rm(folder, { recursive: true, force: true });
    },
  };
}

async function world(...args: Parameters<typeof startWorld>) {
  const started = await startWorld(...args);
  onTestFinished(() => started.close());
  return started;
}

/** Waits until what the machine starts runs: nobody hears a soft power off before. */
async function untilRunning(machine: SimulatedMachine): Promise<void> {
  await machine.until(({ isStarting }) => !isStarting, AbortSignal.timeout(5_000));
}

/** The power interface of an operator who asks once the machine has started. */
function patient(power: RedfishPower, machine: SimulatedMachine): PowerInterface {
  return {
    properties: power.properties,
    supportsPowerSync: power.supportsPowerSync,
    validate: (subject) => power.validate(subject),
    getPowerState: (task) => power.getPowerState(task),
    getSupportedPowerStates: () => power.getSupportedPowerStates(),
    setPowerState: async (task, target, options) => {
      await untilRunning(machine);
      return power.setPowerState(task, target, options);
    },
  };
}

for (const [flavour, scheme] of FLAVOURS) {
  const make = () => startWorld({ flavour, redfish: { isTls: scheme === "https" } });
  describePowerInterface(`redfish of ${flavour} over ${scheme}`, async () => {
    const found = await make();
    const [disk] = found.machine.disks;
    if (disk === undefined) throw new Error("the machine has no disk");
    await writeFile(disk.path, await simulatedDiskImage("x86_64", "an instance"));
    return { ...found, power: patient(found.power, found.machine) };
  });
  // The other half of the pairs would say the same of what is not about the connection.
  if (scheme === (flavour === "idrac" ? "http" : "https")) continue;
  describeManagementInterface(`redfish of ${flavour} over ${scheme}`, async () => {
    const found = await make();
    await found.power.setPowerState(found.task, "power on");
    await found.machine.until(({ power, isStarting }) => power === "on" && !isStarting, AbortSignal.timeout(5_000));
    const before = found.seen().length;
    return { ...found, seen: () => found.seen().slice(before) };
  });
  describeInspectInterface(`redfish of ${flavour} over ${scheme}`, make);
  describeBootInterface(`redfish-virtual-media of ${flavour} over ${scheme}`, async () => {
    const found = await make();
    const files = new MemoryMachineFiles("http://192.0.2.7");
    const boot = new RedfishVirtualMediaBoot({
      access: found.access,
      files,
      conductor: {
        ...configDefaults(CONDUCTOR_CONFIG),
        deployKernel: "http://192.0.2.7/kernel",
        deployRamdisk: "http://192.0.2.7/ramdisk",
        bootloader: "http://192.0.2.7/esp",
      },
      deploy: configDefaults(DEPLOY_CONFIG),
      agent: configDefaults(AGENT_CONFIG),
      redfish: configDefaults(REDFISH_CONFIG),
    });
    const { machine } = found.machine;
    return {
      ...found,
      boot,
      seen: () => [...found.seen(), ...files.writes],
      state: () => ({ files: files.published(), medium: machine.media?.url ?? null, boot: machine.bootOverride }),
      leftovers: () => [...files.published(), ...(machine.media === undefined ? [] : [machine.media.url])],
    };
  });
}

const ISO = "http://192.0.2.1/boot.iso";

describe("habits of BMCs", () => {
  test.each<[string, NonNullable<NonNullable<RackMachine["redfish"]>["habits"]>]>([
    ["slots that are written with PATCH", { mediaBy: "patch" }],
    ["an insertion that needs the protocol", { insertRequires: ["TransferProtocolType"] }],
    ["an insertion that needs credentials", { insertRequires: ["UserName", "Password"] }],
    ["an insertion that refuses Inserted", { insertRefuses: ["Inserted", "WriteProtected"] }],
    ["an insertion that is a task", { insertTaskMs: 20 }],
    ["an ejection that needs a body", { ejectBody: "required" }],
    ["an ejection that refuses a body", { ejectBody: "refused" }],
  ])("virtual media: %s", async (_what, habits) => {
    const { management, task, machine } = await world({ redfish: { habits } });
    await management.attachVirtualMedia(task, "cdrom", ISO);
    expect(machine.machine.media?.url).toBe(ISO);
    await management.detachVirtualMedia(task, ["cdrom"]);
    expect(machine.machine.media).toBeUndefined();
  });

  test.each<[string, NonNullable<NonNullable<RackMachine["redfish"]>["habits"]>, string]>([
    ["a settings object", { hasBootSettingsObject: true }, "continuous"],
    ["no continuous override", { hasContinuousBoot: false }, "once"],
  ])("boot device: %s", async (_what, habits, enabled) => {
    const { management, task, machine } = await world({ redfish: { habits } });
    await management.setBootDevice(task, "disk", { persistent: true });
    expect(machine.machine.bootOverride).toEqual({ enabled, target: "disk" });
    expect(await management.getBootDevice(task)).toEqual({ bootDevice: "disk", persistent: true });
  });

  test.each([
    ["AMI", ["BootSourceOverrideEnabled", "BootSourceOverrideMode"]],
    ["Supermicro", ["BootSourceOverrideEnabled"]],
  ] as const)("boot device of %s", async (manufacturer, bootNeeds) => {
    const vendor = { manufacturer, productName: "X" };
    const { management, task, machine } = await world({ vendor, redfish: { habits: { bootNeeds } } });
    await management.setBootDevice(task, "pxe");
    await management.setBootDevice(task, "cdrom");
    expect(machine.machine.bootOverride).toEqual({ enabled: "once", target: "cdrom" });
  });

  test("a BMC without boot mode has none", async () => {
    const { management, task } = await world({ redfish: { habits: { hasBootMode: false } } });
    await expect(management.getBootMode(task)).rejects.toMatchObject({ code: "NOT_SUPPORTED" });
    await expect(management.setBootMode(task, "uefi")).rejects.toMatchObject({ code: "NOT_SUPPORTED" });
  });

  test("a device that is set once is set again before each power on", async () => {
    const { management, power, task, machine } = await world({ redfish: { habits: { hasContinuousBoot: false } } });
    await management.setBootDevice(task, "pxe", { persistent: true });
    for (let starts = 0; starts < 2; starts += 1) {
      await power.setPowerState(task, "power on");
      await machine.until(({ power: now, isStarting }) => now === "on" && !isStarting, AbortSignal.timeout(5_000));
      await power.setPowerState(task, "power off");
      await machine.until(({ power: now }) => now === "off", AbortSignal.timeout(5_000));
    }
    expect(machine.machine.bootOverride.enabled).toBe("disabled");
    expect(await management.getBootDevice(task)).toEqual({ bootDevice: "pxe", persistent: true });
  });
});

describe("faults", () => {
  const reset = /ComputerSystem\.Reset$/;

  test("a session that ended is opened again", async () => {
    const { rack, power, task } = await world();
    expect(await power.getPowerState(task)).toBe("power off");
    rack.faults.add({ on: "redfish", action: { kind: "expire-sessions" }, times: 1 });
    await power.setPowerState(task, "power on");
  });

  test("a BMC that is not ready is asked again", async () => {
    const { rack, power, task } = await world();
    const action = { kind: "status", status: 503, retryAfterSec: 0 } as const;
    rack.faults.add({ on: "redfish", action, times: 2 });
    expect(await power.getPowerState(task)).toBe("power off");
  });

  test("a power on whose answer is lost is done once", async () => {
    const { rack, power, task, effects } = await world();
    rack.faults.add({ on: "redfish", path: reset, action: { kind: "lose-answer" }, times: 1 });
    await power.setPowerState(task, "power on");
    expect(effects().filter((effect) => effect === "power-request")).toHaveLength(1);
  });

  test("an insertion whose answer is lost is seen in the drive", async () => {
    const { rack, management, task, machine, effects } = await world();
    rack.faults.add({ on: "redfish", path: /InsertMedia$/, action: { kind: "lose-answer" }, times: 1 });
    await management.attachVirtualMedia(task, "cdrom", ISO);
    expect(machine.machine.media?.url).toBe(ISO);
    expect(effects()).toEqual(["media-insert"]);
  });

  test("an answer that is no JSON does not follow the protocol", async () => {
    const { rack, power, task } = await world();
    rack.faults.add({ on: "redfish", path: /Systems\/1$/, action: { kind: "garbage" } });
    await expect(power.getPowerState(task)).rejects.toMatchObject({ code: "BMC_BAD_ANSWER" });
  });

  test("a BMC that restarts is found again", async () => {
    const { rack, power, task } = await world({ bmc: { restartMs: 20 } });
    expect(await power.getPowerState(task)).toBe("power off");
    rack.faults.add({ on: "redfish", action: { kind: "reset-bmc" }, times: 1 });
    expect(await power.getPowerState(task)).toBe("power off");
  });

  test("wrong credentials are told, without the password", async () => {
    const { power, task } = await world({}, { redfish_password: "wrong-but-secret" });
    const error = await power.getPowerState(task).catch((caught: unknown) => caught);
    expect(error).toMatchObject({ code: "AUTH_REJECTED" });
    expect(String(error)).not.toContain("wrong-but-secret");
  });

  test.each<[JsonObject, string | undefined]>([
    [{}, undefined],
    [{ redfish_verify_ca: false }, undefined],
    [{ redfish_verify_ca: true }, "TLS_REJECTED"],
    [{ redfish_verify_ca: "/no/such/file.pem" }, "INVALID_PARAMETER"],
  ])("a certificate that the rack signed itself, with %j: %s", async (driverInfo, code) => {
    const { power, task } = await world({ redfish: { isTls: true } }, driverInfo);
    const asked = power.getPowerState(task);
    if (code === undefined) expect(await asked).toBe("power off");
    else await expect(asked).rejects.toMatchObject({ code });
  });
});

test.each(FLAVOURS)("inspection of %s over %s finds what the machine is made of", async (flavour, scheme) => {
  const spec = { architecture: "aarch64", memoryMib: 32_768, cpuCount: 16, diskSizes: [2 ** 33, 2 ** 34] } as const;
  const { inspect, task, machine } = await world({ ...spec, flavour, redfish: { isTls: scheme === "https" } });
  const outcome = await inspect.inspectHardware(task);
  if (outcome.kind !== "inspected" || outcome.data === null) throw new Error("nothing was inspected");
  const { inventory } = outcome.data;
  expect(inventory["cpu"]).toMatchObject({ count: 16, architecture: "aarch64" });
  expect(inventory["memory"]).toEqual({ physical_mb: 32_768 });
  expect((inventory["disks"] as JsonObject[]).map(({ size }) => size)).toEqual([2 ** 33, 2 ** 34]);
  expect((inventory["interfaces"] as JsonObject[]).map(({ mac_address }) => mac_address)).toEqual(machine.macAddresses);
  expect(inventory["system_vendor"]).toMatchObject({ system_uuid: machine.uuid });
  expect(task.node.properties).toMatchObject({ cpu_arch: "aarch64", memory_mb: 32_768, cpus: 16, local_gb: 7 });
});
