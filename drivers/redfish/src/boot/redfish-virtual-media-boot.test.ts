import type { NodeFields } from "@steelyard/driver-contract";
import {
  AGENT_CONFIG,
  CONDUCTOR_CONFIG,
  type ConductorConfig,
  configDefaults,
  DEPLOY_CONFIG,
  DriverError,
  type MachineFile,
  type MachineFiles,
  NoopNetwork,
} from "@steelyard/interfaces";
import { describe, expect, test } from "vitest";
import { REDFISH_CONFIG } from "../config/redfish-config.js";
import { RedfishManagement } from "../management/redfish-management.js";
import { bench, CD, MANAGER, SYSTEM } from "../testing/a-machine.test.support.js";
import { errorBody } from "../testing/scripted-bmc.test.support.js";
import { RedfishVirtualMediaBoot } from "./redfish-virtual-media-boot.js";

/** Publishes into memory; equal files keep their URL. */
class RememberingFiles implements MachineFiles {
  readonly published = new Map<string, MachineFile>();
  readonly readers: (string | undefined)[] = [];
  publish: MachineFiles["publish"] = async (task, name, file, options) => {
    task.assertOwned();
    this.published.set(name, file);
    this.readers.push(options?.for);
    return `http://192.0.2.7/files/${name}`;
  };
  async withdraw(_task: unknown, name: string): Promise<void> {
    this.published.delete(name);
  }
  async reachable(): Promise<string> {
    throw new DriverError("INTERNAL", { reason: "not asked by this driver" });
  }
}

const CONFIG = {
  ...configDefaults(CONDUCTOR_CONFIG),
  deployKernelByArch: { aarch64: "http://192.0.2.7/arm/kernel" },
  deployRamdiskByArch: { aarch64: "http://192.0.2.7/arm/ramdisk" },
  deployKernel: "http://192.0.2.7/kernel",
  deployRamdisk: "http://192.0.2.7/ramdisk",
  bootloaderByArch: { aarch64: "http://192.0.2.7/arm/esp" },
  bootloader: "http://192.0.2.7/esp",
};

async function machine(node: NodeFields = {}, conductor: Partial<ConductorConfig> = {}) {
  const files = new RememberingFiles();
  const found = await bench({ node, interfaces: { network: new NoopNetwork() } });
  const management = new RedfishManagement(found.access);
  Object.assign(found.task, {
    interfaceOf: (type: string) => (type === "management" ? management : new NoopNetwork()),
  });
  const boot = new RedfishVirtualMediaBoot({
    access: found.access,
    files,
    conductor: { ...CONFIG, ...conductor },
    deploy: configDefaults(DEPLOY_CONFIG),
    agent: configDefaults(AGENT_CONFIG),
    redfish: configDefaults(REDFISH_CONFIG),
  });
  return { ...found, files, boot, management };
}

const DEPLOY = { mode: "deploy", parameters: { "ipa-api-url": "http://192.0.2.7", "ipa-debug": null } } as const;
const RAMDISK = "http://192.0.2.7/files/redfish-ramdisk.iso";

describe("preparing the ramdisk", () => {
  test("publishes the ISO for the BMC, inserts it and boots from it once", async () => {
    const { boot, task, bmc, files } = await machine({
      networkData: { links: [] },
      properties: { cpu_arch: "x86_64" },
    });
    await boot.prepareRamdisk(task, DEPLOY);
    expect(files.published.get("redfish-ramdisk.iso")).toEqual({
      kind: "boot-iso",
      kernel: "http://192.0.2.7/kernel",
      ramdisk: "http://192.0.2.7/ramdisk",
      kernelParameters: "nofb vga=normal ipa-api-url=http://192.0.2.7 ipa-debug boot_method=vmedia",
      bootMode: "uefi",
      architecture: "x86_64",
      bootloader: "http://192.0.2.7/esp",
      files: { "openstack/latest/network_data.json": { links: [] } },
    });
    expect(files.readers).toEqual(["bmc"]);
    expect(bmc.tree.get(CD)).toMatchObject({ Inserted: true, Image: RAMDISK });
    expect(bmc.tree.get(SYSTEM)?.["Boot"]).toMatchObject({
      BootSourceOverrideTarget: "Cd",
      BootSourceOverrideEnabled: "Once",
    });
  });

  test("takes kernel, ramdisk and boot loader of the node's architecture", async () => {
    const { boot, task, files } = await machine({ properties: { cpu_arch: "aarch64" } });
    await boot.prepareRamdisk(task, DEPLOY);
    expect(files.published.get("redfish-ramdisk.iso")).toMatchObject({
      kernel: "http://192.0.2.7/arm/kernel",
      ramdisk: "http://192.0.2.7/arm/ramdisk",
      bootloader: "http://192.0.2.7/arm/esp",
      files: {},
    });
  });

  test("leads to the same state from wherever a crash left it", async () => {
    const first = await machine();
    await first.boot.prepareRamdisk(first.task, DEPLOY);
    const writes = first.bmc.writes().length;
    for (let survived = 0; survived <= writes; survived += 1) {
      const { boot, task, bmc } = await machine();
      bmc.set(CD, { Inserted: true, Image: "http://192.0.2.1/stale.iso" });
      task.loseAfter(survived);
      await boot.prepareRamdisk(task, DEPLOY).catch(() => undefined);
      task.regain();
      await boot.prepareRamdisk(task, DEPLOY);
      expect(bmc.tree.get(CD)).toMatchObject({ Inserted: true, Image: RAMDISK });
      expect(bmc.tree.get(SYSTEM)?.["Boot"]).toMatchObject({
        BootSourceOverrideTarget: "Cd",
        BootSourceOverrideEnabled: "Once",
      });
    }
  });

  test("uses deploy_iso as it is", async () => {
    const { boot, task, bmc, files } = await machine({ driverInfo: { deploy_iso: "https://192.0.2.9/agent.iso" } });
    await boot.prepareRamdisk(task, DEPLOY);
    expect(files.published.size).toBe(0);
    expect(bmc.tree.get(CD)).toMatchObject({ Image: "https://192.0.2.9/agent.iso" });
  });

  test("serves a rescue_iso from a file", async () => {
    const { boot, task, files } = await machine({ driverInfo: { rescue_iso: "file:///srv/rescue.iso" } });
    await boot.prepareRamdisk(task, { ...DEPLOY, mode: "rescue" });
    expect(files.published.get("redfish-ramdisk.iso")).toEqual({ kind: "local-file", path: "/srv/rescue.iso" });
  });

  test("sets the boot mode that is asked for, and makes the ISO for it", async () => {
    const { boot, task, bmc, files } = await machine({ instanceInfo: { capabilities: { boot_mode: "bios" } } });
    await boot.prepareRamdisk(task, DEPLOY);
    expect(files.published.get("redfish-ramdisk.iso")).toMatchObject({ bootMode: "bios" });
    expect(bmc.tree.get(SYSTEM)?.["Boot"]).toMatchObject({ BootSourceOverrideMode: "Legacy" });
  });

  test("goes on where the machine has no boot mode to set", async () => {
    const { boot, task, bmc } = await machine({ properties: { capabilities: "boot_mode:uefi" } });
    bmc.set(SYSTEM, { Boot: { BootSourceOverrideMode: null } });
    const refused = { status: 400, json: errorBody("Base.1.0.PropertyUnknown", ["BootSourceOverrideMode"]) };
    bmc.on(`PATCH ${SYSTEM}`, ({ json }) => (JSON.stringify(json).includes("OverrideMode") ? refused : undefined));
    await boot.prepareRamdisk(task, DEPLOY);
    expect(bmc.tree.get(SYSTEM)?.["Boot"]).toMatchObject({ BootSourceOverrideTarget: "Cd" });
    expect(task.log.text()).toContain("the boot mode cannot be set");
  });

  test.each([
    ["6.10.30.00", true],
    ["7.00.00.00", true],
    ["5.10.00.00", false],
    ["1.20.25.00", false],
  ])("iDRAC %s is taken: %s", async (version, isTaken) => {
    const { boot, task, bmc } = await machine();
    bmc.set(SYSTEM, { Manufacturer: "Dell Inc." });
    bmc.set(MANAGER, { FirmwareVersion: version });
    const prepared = boot.prepareRamdisk(task, DEPLOY);
    if (isTaken) await prepared;
    else await expect(prepared).rejects.toMatchObject({ code: "NOT_SUPPORTED", details: { bmc_version: version } });
  });
});

describe("preparing the instance", () => {
  test("ejects, withdraws and boots from disk for good", async () => {
    const { boot, task, bmc, files } = await machine();
    await boot.prepareRamdisk(task, DEPLOY);
    await boot.prepareInstance(task);
    expect(files.published.size).toBe(0);
    expect(bmc.tree.get(CD)).toMatchObject({ Inserted: false });
    expect(bmc.tree.get(SYSTEM)?.["Boot"]).toMatchObject({
      BootSourceOverrideTarget: "Hdd",
      BootSourceOverrideEnabled: "Continuous",
    });
  });

  test("leaves the boot order of a Lenovo in UEFI mode alone", async () => {
    const { boot, task, bmc } = await machine();
    bmc.set(SYSTEM, { Manufacturer: "Lenovo" });
    await boot.prepareInstance(task);
    expect(bmc.log()).toEqual([]);
    bmc.set(SYSTEM, { Boot: { BootSourceOverrideMode: "Legacy" } });
    await boot.prepareInstance(task);
    expect(bmc.log()).toHaveLength(1);
  });

  test("turns secure boot on when the instance asks for it, and off with the instance", async () => {
    const { boot, task, bmc } = await machine({ instanceInfo: { capabilities: { secure_boot: "true" } } });
    await boot.prepareInstance(task);
    expect(bmc.tree.get(`${SYSTEM}/SecureBoot`)).toMatchObject({ SecureBootEnable: true });
    await boot.cleanUpInstance(task);
    expect(bmc.tree.get(`${SYSTEM}/SecureBoot`)).toMatchObject({ SecureBootEnable: false });
  });

  test("starts a ramdisk instance from its ISO at every start", async () => {
    const { boot, task, bmc } = await machine({
      interfaces: { deploy: "ramdisk" },
      instanceInfo: { boot_iso: "http://192.0.2.9/live.iso" },
    });
    boot.validate(task);
    await boot.prepareInstance(task);
    expect(bmc.tree.get(CD)).toMatchObject({ Inserted: true, Image: "http://192.0.2.9/live.iso" });
    expect(bmc.tree.get(SYSTEM)?.["Boot"]).toMatchObject({
      BootSourceOverrideTarget: "Cd",
      BootSourceOverrideEnabled: "Continuous",
    });
    await boot.cleanUpInstance(task);
    expect(bmc.tree.get(CD)).toMatchObject({ Inserted: false });
  });

  test("makes the ISO of a ramdisk instance from its kernel, ramdisk and arguments", async () => {
    const { boot, task, files } = await machine({
      interfaces: { deploy: "ramdisk" },
      instanceInfo: {
        kernel: "http://192.0.2.9/k",
        ramdisk: "http://192.0.2.9/r",
        ramdisk_kernel_arguments: "console=ttyS0",
      },
    });
    await boot.prepareInstance(task);
    expect(files.published.get("redfish-instance.iso")).toMatchObject({
      kernel: "http://192.0.2.9/k",
      kernelParameters: "console=ttyS0",
    });
  });
});

describe("validate", () => {
  const none = { deployKernel: null, deployRamdisk: null };

  test.each<[string, NodeFields, Partial<ConductorConfig>, string, RegExp]>([
    ["no ramdisk", {}, none, "MISSING_RAMDISK", /deploy_kernel/],
    ["no boot loader for UEFI", {}, { bootloader: null }, "MISSING_PARAMETER", /bootloader_by_arch/],
    [
      "a kernel that is no URL",
      { driverInfo: { deploy_kernel: "a", deploy_ramdisk: "b" } },
      {},
      "INVALID_PARAMETER",
      /deploy_kernel/,
    ],
    ["an ISO that is no URL", { driverInfo: { deploy_iso: "glance" } }, {}, "INVALID_PARAMETER", /deploy_iso/],
    ["a removable medium", { driverInfo: { config_via_removable: true } }, {}, "NOT_SUPPORTED", /config_via_removable/],
    ["NFS", { driverInfo: { vmedia_transport_protocol: "NFS" } }, {}, "NOT_SUPPORTED", /vmedia_transport_protocol/],
    [
      "a boot mode that is none",
      { properties: { capabilities: "boot_mode:dos" } },
      {},
      "INVALID_PARAMETER",
      /boot_mode/,
    ],
    ["no address", { driverInfo: { redfish_address: null } }, {}, "MISSING_PARAMETER", /redfish_address/],
    ["a ramdisk instance without image", { interfaces: { deploy: "ramdisk" } }, {}, "MISSING_PARAMETER", /boot_iso/],
  ])("refuses %s", async (_what, node, conductor, code, named) => {
    const { boot, task, bmc } = await machine(node, conductor);
    expect(() => boot.validate(task)).toThrow(expect.objectContaining({ code, message: expect.stringMatching(named) }));
    expect(bmc.seen).toEqual([]);
  });

  test.each<[string, NodeFields, Partial<ConductorConfig>]>([
    [
      "a deploy ISO in place of kernel and boot loader",
      { driverInfo: { deploy_iso: "http://x/i" } },
      { ...none, bootloader: null },
    ],
    ["BIOS mode without a boot loader", { properties: { capabilities: "boot_mode:bios" } }, { bootloader: null }],
  ])("takes %s", async (_what, node, conductor) => {
    const { boot, task } = await machine(node, conductor);
    boot.validate(task);
    boot.validateInspection(task);
  });

  test("rescue needs its own ramdisk", async () => {
    const { boot, task } = await machine();
    expect(() => boot.validateRescue(task)).toThrow(expect.objectContaining({ code: "MISSING_RAMDISK" }));
  });
});
