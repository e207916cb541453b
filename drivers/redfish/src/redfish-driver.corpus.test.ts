import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { aTask } from "@steelyard/driver-contract";
import { configDefaults, type JsonObject } from "@steelyard/interfaces";
import { createRedfishPool } from "@steelyard/redfish-client";
import { describe, expect, onTestFinished, test } from "vitest";
import { REDFISH_CONFIG, RedfishAccess, RedfishInspect, RedfishManagement, RedfishPower } from "./index.js";
import { CORPUS, hasCorpus, serveCapture } from "./testing/served-capture.test.support.js";

/** What the captures hold, looked up in their files. */
interface Machine {
  readonly capture: string;
  readonly system: string;
  readonly power?: string;
  readonly vendor: string | null;
  readonly health?: string;
  readonly bootDevices: string;
  readonly bootDevice?: object;
  readonly bootMode?: string;
  readonly secureBoot?: boolean;
  readonly sensors: readonly [fans: number, temperatures: number, supplies: number, drives: number];
  readonly drives: number;
  readonly virtualDrives: number;
  /** Null: inspection has to say what is missing. */
  readonly properties: JsonObject | null;
  readonly missing?: readonly string[];
  readonly found?: readonly [nics: number, disks: number, controllers: number, pci: number];
  readonly serial?: string;
}

const NONE = { bootDevice: null, persistent: null };
const UEFI = { bootMode: "uefi", secureBoot: false };
const COMMON = "pxe disk cdrom bios";
const X86_UEFI = { cpu_arch: "x86_64", capabilities: "boot_mode:uefi" };

const MACHINES: readonly Machine[] = [
  {
    capture: "dell-r750-idrac9-6.00.30",
    system: "System.Embedded.1",
    vendor: "Dell",
    bootDevices: `${COMMON} uefihttp`,
    ...UEFI,
    sensors: [6, 5, 2, 3],
    drives: 0,
    virtualDrives: 2,
    properties: { ...X86_UEFI, memory_mb: 524288, cpus: 72, local_gb: 1787 },
    found: [5, 3, 3, 18],
    serial: "CNIVC0014M0388",
  },
  {
    capture: "dmtf-public-bladed",
    system: "529QB9450R6",
    vendor: "Contoso",
    bootDevices: COMMON,
    sensors: [1, 1, 0, 0],
    drives: 0,
    virtualDrives: 0,
    properties: { memory_mb: 65536, cpu_arch: "x86_64", cpus: 8, local_gb: 0 },
    found: [0, 0, 0, 0],
    serial: "529QB9450R6",
  },
  {
    capture: "dmtf-public-localstorage",
    system: "437XR1138R2",
    vendor: "Contoso",
    bootDevices: COMMON,
    bootDevice: { bootDevice: "pxe", persistent: false },
    bootMode: "uefi",
    sensors: [2, 3, 1, 4],
    drives: 4,
    virtualDrives: 2,
    // The smallest volume has 100 GiB.
    properties: { ...X86_UEFI, memory_mb: 98304, cpus: 16, local_gb: 99 },
    found: [2, 4, 1, 0],
    serial: "437XR1138R2",
  },
  {
    capture: "dmtf-public-rackmount1",
    system: "437XR1138R2",
    vendor: "Contoso",
    bootDevices: COMMON,
    bootDevice: { bootDevice: "pxe", persistent: false },
    ...UEFI,
    sensors: [2, 3, 1, 2],
    drives: 0,
    virtualDrives: 3,
    properties: { ...X86_UEFI, memory_mb: 98304, cpus: 16, local_gb: 3724 },
    found: [3, 2, 0, 0],
    serial: "437XR1138R2",
  },
  {
    capture: "dmtf-public-tower",
    system: "437XR1238R2",
    vendor: "Contoso",
    bootDevices: COMMON,
    ...UEFI,
    sensors: [2, 3, 2, 18],
    drives: 18,
    virtualDrives: 2,
    properties: { ...X86_UEFI, memory_mb: 1048576, cpus: 256, local_gb: 1048575 },
    found: [2, 10, 4, 0],
    serial: "437XR1238R2",
  },
  {
    capture: "hpe-cray-ex425",
    system: "Node0",
    vendor: "HPE",
    bootDevices: "",
    sensors: [0, 0, 0, 0],
    drives: 0,
    virtualDrives: 0,
    properties: null,
    missing: ["cpu_arch"],
  },
  {
    capture: "hpe-dl380agen11-ilo6-1.66",
    system: "1",
    vendor: "HPE",
    bootDevices: `${COMMON} uefihttp`,
    ...UEFI,
    sensors: [6, 53, 4, 8],
    drives: 7,
    virtualDrives: 2,
    properties: { ...X86_UEFI, memory_mb: 524288, cpus: 128, local_gb: 1488 },
    found: [2, 7, 2, 7],
    serial: "2M2D2J00L4",
  },
  {
    capture: "hpe-dl385gen10plusv2-ilo5-2.72",
    system: "1",
    vendor: "HPE",
    health: "Critical",
    bootDevices: `${COMMON} uefihttp`,
    ...UEFI,
    sensors: [6, 53, 2, 18],
    drives: 18,
    virtualDrives: 2,
    properties: { ...X86_UEFI, memory_mb: 1048576, cpus: 256, local_gb: 446 },
    found: [7, 18, 17, 6],
    serial: "MXQ302099S",
  },
  {
    capture: "lenovo-sr670v2-xcc-2.83",
    system: "1",
    vendor: "Lenovo",
    bootDevices: COMMON,
    ...UEFI,
    sensors: [10, 21, 4, 4],
    drives: 0,
    virtualDrives: 10,
    properties: { ...X86_UEFI, memory_mb: 1048576, cpus: 128, local_gb: 893 },
    found: [5, 4, 2, 19],
    serial: "J105958B",
  },
  {
    capture: "nvidia-gh200-openbmc",
    system: "System_0",
    vendor: "NVIDIA",
    bootDevices: COMMON,
    bootDevice: { bootDevice: "disk", persistent: true },
    secureBoot: false,
    sensors: [0, 9, 0, 0],
    drives: 0,
    virtualDrives: 2,
    properties: { memory_mb: 983040, cpu_arch: "aarch64", cpus: 144, local_gb: 0 },
    found: [0, 0, 1, 0],
  },
  {
    capture: "nvidia-gh200-openbmc",
    system: "HGX_Baseboard_0",
    vendor: "NVIDIA",
    bootDevices: COMMON,
    sensors: [0, 1, 0, 0],
    drives: 0,
    virtualDrives: 0,
    properties: { memory_mb: 194560, cpu_arch: "aarch64", cpus: 144, local_gb: 0 },
    found: [0, 0, 0, 0],
    serial: "1580924760074",
  },
  {
    capture: "openbmc-stock-2.15",
    system: "system",
    power: "power off",
    vendor: null,
    bootDevices: COMMON,
    bootMode: "uefi",
    sensors: [0, 0, 0, 0],
    drives: 0,
    virtualDrives: 0,
    properties: null,
    missing: ["memory_mb", "cpu_arch"],
  },
  {
    capture: "supermicro-sys821ge-tnhr",
    system: "1",
    vendor: "Supermicro",
    bootDevices: `${COMMON} uefihttp`,
    ...UEFI,
    sensors: [6, 38, 8, 8],
    drives: 8,
    virtualDrives: 3,
    properties: { ...X86_UEFI, memory_mb: 2097152, cpus: 128, local_gb: 7152 },
    found: [12, 8, 1, 27],
    serial: "S889914X3710910",
  },
];

async function connect({ capture, system }: Machine) {
  const served = await serveCapture(capture);
  const pool = createRedfishPool({
    clock: {
      now: () => performance.now(),
      wallNow: () => Date.now(),
      sleep: async (_ms, signal) => signal.throwIfAborted(),
    },
  });
  onTestFinished(async () => {
    await pool.close();
    await served.close();
  });
  const redfish_system_id = `/redfish/v1/Systems/${system}`;
  const task = aTask({ node: { driverInfo: { redfish_address: served.url, redfish_system_id } } });
  return { served, task, access: new RedfishAccess(pool, configDefaults(REDFISH_CONFIG)) };
}

/** The value, or NOT_SUPPORTED where the machine lacks it. */
async function orNotSupported<T>(call: Promise<T>): Promise<T | undefined> {
  return call.catch((error: unknown) => {
    expect(error).toMatchObject({ code: "NOT_SUPPORTED" });
    return undefined;
  });
}

describe.skipIf(!hasCorpus())("captures of real BMCs", () => {
  test("are all looked at", async () => {
    const facts = Object.keys(JSON.parse(await readFile(join(CORPUS, "facts.json"), "utf8")));
    expect([...new Set(MACHINES.map(({ capture }) => capture))].sort()).toEqual(facts.sort());
  });

  test.each(MACHINES)("$capture $system: power, boot settings and identity", async (machine) => {
    const { access, task, served } = await connect(machine);
    const management = new RedfishManagement(access);
    expect(await new RedfishPower(access).getPowerState(task)).toBe(machine.power ?? "power on");
    expect((await management.getSupportedBootDevices(task)).join(" ")).toBe(machine.bootDevices);
    expect(await management.getBootDevice(task)).toEqual(machine.bootDevice ?? NONE);
    expect(await orNotSupported(management.getBootMode(task))).toBe(machine.bootMode);
    expect(await orNotSupported(management.getSecureBootState(task))).toBe(machine.secureBoot);
    expect(await management.getNodeHealth(task)).toBe(machine.health ?? "OK");
    expect(await management.detectVendor(task)).toBe(machine.vendor);
    expect((await orNotSupported(management.getVirtualMedia(task))) ?? []).toHaveLength(machine.virtualDrives);
    const disks = (await management.getSupportedIndicators(task, "disk")).disk ?? {};
    expect(Object.keys(disks)).toHaveLength(machine.drives);
    expect(served.writes).toEqual([]);
  });

  test.each(MACHINES)("$capture $system: sensors and MAC addresses", async (machine) => {
    const { access, task } = await connect(machine);
    const management = new RedfishManagement(access);
    const { Fan, Temperature, Power, Drive } = await management.getSensorsData(task);
    expect([Fan, Temperature, Power, Drive].map((group) => Object.keys(group ?? {}).length)).toEqual(machine.sensors);
    const facts = JSON.parse(await readFile(join(CORPUS, "facts.json"), "utf8"))[machine.capture].systems;
    const known = facts.find(({ id }: { id: string }) => id === machine.system)?.macs ?? [];
    const addresses = [...(await management.getMacAddresses(task)).keys()];
    expect(addresses).toEqual(expect.arrayContaining(known.map((each: string) => each.toLowerCase())));
  });

  test.each(MACHINES)("$capture $system: inspection", async (machine) => {
    const { access, task, served } = await connect(machine);
    const inspection = new RedfishInspect(access).inspectHardware(task);
    if (machine.properties === null) {
      await expect(inspection).rejects.toMatchObject({ code: "NOT_SUPPORTED", details: { missing: machine.missing } });
      expect(task.node.properties).toEqual({});
      return;
    }
    const outcome = await inspection;
    if (outcome.kind !== "inspected" || outcome.data === null) throw new Error("nothing was inspected");
    const { inventory, pluginData } = outcome.data;
    const count = (key: string): number => ((inventory[key] ?? []) as unknown[]).length;
    expect(task.node.properties).toEqual(machine.properties);
    expect(["interfaces", "disks", "storage_controllers", "pci_devices"].map(count)).toEqual(machine.found);
    expect((inventory["system_vendor"] as JsonObject | undefined)?.["serial_number"]).toBe(machine.serial);
    expect(inventory["memory"]).toEqual({ physical_mb: machine.properties["memory_mb"] });
    expect(pluginData).toEqual({});
    expect(served.writes).toEqual([]);
  });
});
