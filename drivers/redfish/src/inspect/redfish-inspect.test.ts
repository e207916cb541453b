import type { JsonObject } from "@steelyard/interfaces";
import { describe, expect, test } from "vitest";
import { bench, SYSTEM } from "../testing/a-machine.test.support.js";
import { errorBody } from "../testing/scripted-bmc.test.support.js";
import { RedfishInspect } from "./redfish-inspect.js";

const DRIVE = `${SYSTEM}/Storage/S/Drives/D0`;
const link = (path: string): JsonObject => ({ "@odata.id": path });

async function machine(options: Parameters<typeof bench>[0] = {}) {
  const found = await bench({
    ...options,
    tree: {
      [`${SYSTEM}/Processors`]: { Members: [link(`${SYSTEM}/Processors/1`)] },
      [`${SYSTEM}/Processors/1`]: {
        ProcessorType: "CPU",
        InstructionSet: "x86-64",
        Model: "Fast 9000   ",
        MaxSpeedMHz: 3000,
        TotalThreads: 32,
      },
      ...options.tree,
    },
  });
  found.bmc.set(SYSTEM, {
    MemorySummary: { TotalSystemMemoryGiB: 64 },
    Processors: link(`${SYSTEM}/Processors`),
  });
  const inspect = async (): Promise<{ inventory: JsonObject; pluginData: JsonObject }> => {
    const outcome = await new RedfishInspect(found.access).inspectHardware(found.task);
    if (outcome.kind !== "inspected" || outcome.data === null) throw new Error("nothing was inspected");
    return outcome.data;
  };
  return { ...found, inspect };
}

test("inventory and properties", async () => {
  const { inspect, task } = await machine({ node: { properties: { capabilities: "a:b", kept: 1 } } });
  expect(await inspect()).toEqual({
    pluginData: {},
    inventory: {
      memory: { physical_mb: 65536 },
      cpu: { count: 32, architecture: "x86_64", model_name: "Fast 9000", frequency: 3000 },
      disks: [{ name: "Disk 0", size: 480_000_000_000 }],
      storage_controllers: [
        {
          id: "S",
          name: "Controller",
          storage_controllers: [],
          drives: [{ name: "Disk 0", id: "D0", size: 480_000_000_000, status: { health: "OK" } }],
        },
      ],
      interfaces: [
        { mac_address: "52:54:00:aa:bb:01", name: "1" },
        { mac_address: "52:54:00:aa:bb:02", name: "2" },
      ],
      system_vendor: {
        product_name: "A1",
        serial_number: "S1",
        manufacturer: "Acme",
        system_uuid: "38947555-7742-3448-3784-823347823834",
      },
      boot: { current_boot_mode: "uefi" },
    },
  });
  expect(task.node.properties).toEqual({
    kept: 1,
    memory_mb: 65536,
    cpu_arch: "x86_64",
    cpus: 32,
    local_gb: 446,
    capabilities: "a:b,boot_mode:uefi",
  });
});

test("a boot mode that the operator set is kept", async () => {
  const { inspect, task } = await machine({ node: { properties: { capabilities: "boot_mode:bios" } } });
  await inspect();
  expect(task.node.properties["capabilities"]).toBe("boot_mode:bios");
});

describe("partial data", () => {
  test("what is not there is left out", async () => {
    const { inspect, bmc, task } = await machine({ node: { properties: { cpu_arch: "x86_64", memory_mb: 1024 } } });
    bmc.tree.set(SYSTEM, { PowerState: "Off" });
    expect(await inspect()).toEqual({
      pluginData: {},
      inventory: { cpu: { count: 0, architecture: "" }, interfaces: [] },
    });
    expect(task.node.properties).toEqual({ cpu_arch: "x86_64", memory_mb: 1024, local_gb: 0 });
  });

  test("resources that fail are named, and a disk-less machine is not made up of them", async () => {
    const { inspect, bmc, task } = await machine({ node: { properties: { local_gb: 100 } } });
    bmc.on(`GET ${SYSTEM}/Storage`, { status: 500, json: errorBody("Base.1.8.InternalError") });
    const { pluginData } = await inspect();
    expect(pluginData).toEqual({ unreadable: [`${SYSTEM}/Storage`] });
    expect(task.node.properties["local_gb"]).toBe(100);
  });

  test.each([
    [{ InstructionSet: null, ProcessorArchitecture: "ARM" }, "aarch64"],
    [{ InstructionSet: null, ProcessorArchitecture: "x86" }, "x86_64"],
    [{ InstructionSet: "ARM-A64" }, "aarch64"],
  ])("the architecture of %j is %s", async (changes, architecture) => {
    const { inspect, bmc } = await machine();
    bmc.set(`${SYSTEM}/Processors/1`, changes);
    expect((await inspect()).inventory["cpu"]).toMatchObject({ architecture });
  });

  test("memory is summed up where there is no summary", async () => {
    const { inspect, bmc } = await machine({
      tree: {
        [`${SYSTEM}/Memory`]: { Members: ["1", "2", "3"].map((id) => link(`${SYSTEM}/Memory/${id}`)) },
        [`${SYSTEM}/Memory/1`]: { CapacityMiB: 8192 },
        [`${SYSTEM}/Memory/2`]: { CapacityMiB: 8192, Status: { State: "Enabled" } },
        [`${SYSTEM}/Memory/3`]: { CapacityMiB: 4096, Status: { State: "Absent" } },
      },
    });
    bmc.set(SYSTEM, { MemorySummary: { TotalSystemMemoryGiB: 0 }, Memory: link(`${SYSTEM}/Memory`) });
    expect((await inspect()).inventory["memory"]).toEqual({ physical_mb: 16384 });
  });

  test("essential properties that nobody tells are named, and nothing is saved", async () => {
    const { inspect, bmc, task } = await machine();
    bmc.set(SYSTEM, { MemorySummary: null, Processors: null });
    await expect(inspect()).rejects.toMatchObject({
      code: "NOT_SUPPORTED",
      details: { missing: ["memory_mb", "cpu_arch"] },
    });
    expect(task.node.properties).toEqual({});
  });

  test("NICs without a MAC address are left out with a warning", async () => {
    const { inspect, bmc, task } = await machine();
    bmc.set(`${SYSTEM}/EthernetInterfaces/1`, { MACAddress: "N/A" });
    expect((await inspect()).inventory["interfaces"]).toEqual([{ mac_address: "52:54:00:aa:bb:02", name: "2" }]);
    expect(task.log.text()).toContain(`${SYSTEM}/EthernetInterfaces/1`);
  });
});

describe("corrupt data", () => {
  test.each([
    [SYSTEM, { MemorySummary: { TotalSystemMemoryGiB: "plenty" } }, "MemorySummary.TotalSystemMemoryGiB"],
    [SYSTEM, { MemorySummary: { TotalSystemMemoryGiB: -1 } }, "MemorySummary.TotalSystemMemoryGiB"],
    [`${SYSTEM}/Processors/1`, { TotalThreads: ["32"] }, "TotalThreads"],
    [DRIVE, { CapacityBytes: { GiB: 5 } }, "CapacityBytes"],
  ])("of %s %j names path and attribute", async (path, changes, attribute) => {
    const { inspect, bmc, task } = await machine();
    bmc.set(path, changes as JsonObject);
    const error = await inspect().catch((caught: unknown) => caught);
    expect(error).toMatchObject({ code: "BMC_BAD_ANSWER" });
    expect(String(error)).toContain(attribute);
    expect(String((error as Error & { details: JsonObject }).details["path"])).toBe(path);
    expect(task.node.properties).toEqual({});
  });

  test("a resource that is no JSON is left out, and named", async () => {
    const { inspect, bmc } = await machine();
    bmc.on(`GET ${SYSTEM}/EthernetInterfaces/1`, { status: 200, json: "truncated" });
    expect((await inspect()).pluginData).toEqual({ unreadable: [`${SYSTEM}/EthernetInterfaces/1`] });
  });
});

test("LLDP neighbours are told by port, silent ports are not", async () => {
  const adapter = "/redfish/v1/Chassis/1/NetworkAdapters/A";
  const silent = { ChassisId: "", ChassisIdSubtype: "NotTransmitted", PortId: "", ManagementVlanId: 4095 };
  const heard = { ChassisId: "aa:bb:cc:00:00:01", PortId: "Eth1/7", SystemName: "leaf-1", ManagementVlanId: 12 };
  const { inspect, bmc } = await machine({
    tree: {
      "/redfish/v1/Chassis/1/NetworkAdapters": { Members: [link(adapter)] },
      [adapter]: { Id: "A", Ports: link(`${adapter}/Ports`) },
      [`${adapter}/Ports`]: { Members: [link(`${adapter}/Ports/0`), link(`${adapter}/Ports/1`)] },
      [`${adapter}/Ports/0`]: { Id: "0", Ethernet: { LLDPReceive: silent } },
      [`${adapter}/Ports/1`]: { Id: "1", Ethernet: { LLDPReceive: heard } },
    },
  });
  bmc.set("/redfish/v1/Chassis/1", { NetworkAdapters: link("/redfish/v1/Chassis/1/NetworkAdapters") });
  expect((await inspect()).pluginData["parsed_lldp"]).toEqual({
    "1": {
      switch_chassis_id: "aa:bb:cc:00:00:01",
      switch_port_id: "Eth1/7",
      switch_system_name: "leaf-1",
      switch_vlan_id: 12,
    },
  });
});

test("an inspection without ramdisk is neither continued nor aborted", async () => {
  const { access } = await bench();
  const inspect = new RedfishInspect(access);
  await expect(inspect.continueInspection()).rejects.toMatchObject({ code: "NOT_SUPPORTED" });
  await expect(inspect.abort()).rejects.toMatchObject({ code: "NOT_SUPPORTED" });
});
