import { aTask, MemoryMachineFiles, type NodeFields, type TestTask } from "@steelyard/driver-contract";
import { AGENT_CONFIG, CONDUCTOR_CONFIG, configDefaults, type Node, type RamdiskConfig } from "@steelyard/interfaces";
import { describe, expect, test } from "vitest";
import { IpxeBoot } from "./ipxe-boot.js";
import type { NetworkLoaderName } from "./network-loaders.js";
import { RememberingManagement } from "./remembering-management.test.support.js";

const RAMDISKS: RamdiskConfig = {
  ...configDefaults(CONDUCTOR_CONFIG),
  deployKernelByArch: { x86_64: "http://images/x86/kernel", aarch64: "file:///images/arm/kernel" },
  deployRamdiskByArch: { x86_64: "http://images/x86/ramdisk", aarch64: "file:///images/arm/ramdisk" },
  rescueKernel: "http://images/rescue/kernel",
  rescueRamdisk: "http://images/rescue/ramdisk",
};
const PORTS = [
  { address: "52:54:00:00:00:02" },
  { address: "52:54:00:00:00:01" },
  { address: "52:54:00:00:00:03", pxeEnabled: false },
];
const DEPLOY = { mode: "deploy", parameters: { "ipa-api-url": "http://deploy:6385", "ipa-debug": "1" } } as const;

interface Setup {
  readonly name?: NetworkLoaderName;
  readonly node?: NodeFields;
  readonly ports?: typeof PORTS;
}

function setup({ name = "ipxe", node = {}, ports = PORTS }: Setup = {}) {
  const files = new MemoryMachineFiles();
  const management = new RememberingManagement();
  const deploy = { defaultBootMode: "uefi" } as const;
  const boot = new IpxeBoot(name, { files, ramdisks: RAMDISKS, deploy, agent: configDefaults(AGENT_CONFIG) });
  const task: TestTask = aTask({
    node: { uuid: "6b8f7a1c-0000-4000-8000-000000000001", properties: { cpu_arch: "x86_64" }, ...node },
    ports,
    interfaces: { management },
  });
  return { files, management, boot, task };
}

describe("prepareRamdisk", () => {
  test("publishes the script for every port with pxe_enabled and sends the machine to the network once", async () => {
    const { boot, files, management, task } = setup();
    await boot.prepareRamdisk(task, DEPLOY);
    expect(scriptOf(files).macAddresses).toEqual(["52:54:00:00:00:01", "52:54:00:00:00:02"]);
    expect(scriptOf(files).script).toContain(
      "http://images/x86/kernel selinux=0 troubleshoot=0 text nofb vga=normal ipa-api-url=http://deploy:6385 ipa-debug=1 " +
        `BOOTIF=\${mac} initrd=deploy_ramdisk`,
    );
    expect(scriptOf(files).script).toContain("--name deploy_ramdisk http://images/x86/ramdisk");
    expect(management.told).toEqual([["boot device", "pxe", "once"]]);
  });

  test("gives the same bytes again, whatever the order of parameters and ports", async () => {
    const first = setup();
    await first.boot.prepareRamdisk(first.task, DEPLOY);
    const second = setup({ ports: PORTS.toReversed() as typeof PORTS });
    const parameters = Object.fromEntries(Object.entries(DEPLOY.parameters).reverse());
    await second.boot.prepareRamdisk(second.task, { mode: "deploy", parameters });
    await second.boot.prepareRamdisk(second.task, { mode: "deploy", parameters });
    expect(second.files.published()).toEqual(first.files.published());
  });

  test("serves kernel and ramdisk of file:// for the node's architecture", async () => {
    const { boot, files, task } = setup({ node: { properties: { cpu_arch: "aarch64" } } });
    await boot.prepareRamdisk(task, DEPLOY);
    const kernel = files.published().find(({ name }) => name === "deploy_kernel");
    expect(kernel?.file).toEqual({ kind: "local-file", path: "/images/arm/kernel" });
    expect(scriptOf(files).script).toContain(`${kernel?.url} selinux=0`);
  });

  test("starts the rescue ramdisk under its own name", async () => {
    const { boot, files, task } = setup();
    await boot.prepareRamdisk(task, { ...DEPLOY, mode: "rescue" });
    expect(scriptOf(files).script).toContain("--name rescue_ramdisk http://images/rescue/ramdisk");
    expect(scriptOf(files).script).toContain("initrd=rescue_ramdisk");
  });

  test("says which architecture has no ramdisk, and publishes nothing", async () => {
    const { boot, files, management, task } = setup({ node: { properties: { cpu_arch: "riscv64" } } });
    await expect(boot.prepareRamdisk(task, DEPLOY)).rejects.toMatchObject({
      code: "MISSING_RAMDISK",
      details: { architecture: "riscv64" },
    });
    expect([files.writes, management.told]).toEqual([[], []]);
  });

  test("publishes nothing once the node was lost", async () => {
    const { boot, files, management, task } = setup();
    task.lose();
    await expect(boot.prepareRamdisk(task, DEPLOY)).rejects.toMatchObject({ code: "RESERVATION_LOST" });
    expect([files.writes, management.told]).toEqual([[], []]);
  });

  test.each([
    { force: "Always", told: "always" },
    { force: "Never", told: "once" },
  ])("sets the network $told with force_persistent_boot_device $force", async ({ force, told }) => {
    const { boot, management, task } = setup({ node: driverInfo({ force_persistent_boot_device: force }) });
    await boot.prepareRamdisk(task, DEPLOY);
    expect(management.told).toEqual([["boot device", "pxe", told]]);
  });

  test.each([
    { supported: ["pxe", "uefihttp"], device: "uefihttp" },
    { supported: ["pxe", "disk"], device: "pxe" },
  ] as const)("of http-ipxe sets $device where the BMC takes $supported", async ({ supported, device }) => {
    const { boot, management, task } = setup({ name: "http-ipxe" });
    management.supported = supported;
    await boot.prepareRamdisk(task, DEPLOY);
    expect(management.told).toEqual([["boot device", device, "once"]]);
  });

  test("of pxe tells in the log that PXELINUX and GRUB find nothing", async () => {
    const { boot, task } = setup({ name: "pxe" });
    await boot.prepareRamdisk(task, DEPLOY);
    expect(task.log.text()).toContain("nothing for PXELINUX or GRUB");
  });
});

describe("the boot mode", () => {
  test("of a node that leaves it open is the machine's", async () => {
    const { boot, management, task } = setup();
    management.mode = "bios";
    await boot.prepareRamdisk(task, DEPLOY);
    expect(task.node.driverInternalInfo["deploy_boot_mode"]).toBe("bios");
    expect(management.told).toEqual([["boot device", "pxe", "once"]]);
  });

  test("of a node that leaves it open is the default where the BMC does not say", async () => {
    const { boot, task } = setup();
    await boot.prepareRamdisk(task, DEPLOY);
    expect(task.node.driverInternalInfo["deploy_boot_mode"]).toBe("uefi");
    expect(task.node.bootMode).toBeNull();
  });

  test("is changed to the one the node asks for", async () => {
    const { boot, management, task } = setup({
      node: { properties: { cpu_arch: "x86_64", capabilities: "boot_mode:bios" } },
    });
    management.mode = "uefi";
    await boot.prepareRamdisk(task, DEPLOY);
    expect(management.told[0]).toEqual(["boot mode", "bios"]);
    expect(task.node.bootMode).toBe("bios");
  });
});

describe("prepareInstance", () => {
  test("withdraws what the ramdisk needed and sends the machine to its disk for good", async () => {
    const { boot, files, management, task } = setup({
      node: { properties: { cpu_arch: "aarch64" }, provisionState: "deploying" },
    });
    await boot.prepareRamdisk(task, DEPLOY);
    expect(files.published().map(({ name }) => name)).toEqual(["boot.ipxe", "deploy_kernel", "deploy_ramdisk"]);
    await boot.prepareInstance(task);
    await boot.prepareInstance(task);
    expect(files.published()).toEqual([]);
    expect(management.told.slice(1)).toEqual([
      ["boot device", "disk", "always"],
      ["boot device", "disk", "always"],
    ]);
  });

  test.each(["active", "adopting"] as const)("leaves the boot device of a node in %s alone", async (provisionState) => {
    const { boot, management, task } = setup({ node: { provisionState } });
    await boot.prepareInstance(task);
    expect(management.told).toEqual([]);
  });

  test("leaves the boot order to a Lenovo machine in UEFI mode, whose NVRAM the agent wrote", async () => {
    const { boot, management, task } = setup({
      node: { properties: { cpu_arch: "x86_64", vendor: "Lenovo" }, provisionState: "deploying" },
    });
    await boot.prepareInstance(task);
    expect(management.told).toEqual([]);
  });

  test("switches secure boot on when the instance asks for it, and off when it goes", async () => {
    const { boot, management, task } = setup({ node: { instanceInfo: { capabilities: { secure_boot: "true" } } } });
    management.hasSecureBoot = true;
    await boot.prepareInstance(task);
    await boot.cleanUpInstance(task);
    expect(management.told.filter(([what]) => what === "secure boot")).toEqual([
      ["secure boot", true],
      ["secure boot", false],
    ]);
    expect(task.node.secureBoot).toBe(false);
  });

  test("warns when the BMC knows no secure boot", async () => {
    const { boot, task } = setup({ node: { instanceInfo: { capabilities: { secure_boot: "true" } } } });
    await boot.prepareInstance(task);
    expect(task.log.lines.filter(({ level }) => level === "warn")).toHaveLength(1);
    expect(task.node.secureBoot).toBeNull();
  });
});

describe("validate", () => {
  test("is content with a port, a ramdisk and plain parameters", () => {
    const { boot, task } = setup();
    boot.validate(task);
    boot.validateRescue(task);
    boot.validateInspection(task);
  });

  test.each<{ title: string; setup: Setup; code: string; reason: RegExp }>([
    { title: "no port", setup: { ports: [] }, code: "MISSING_PARAMETER", reason: /no port with pxe_enabled/ },
    {
      title: "ports without pxe_enabled alone",
      setup: { ports: PORTS.slice(2) },
      code: "MISSING_PARAMETER",
      reason: /ports: 1/,
    },
    {
      title: "an architecture without a ramdisk",
      setup: { node: { properties: { cpu_arch: "riscv64" } } },
      code: "MISSING_RAMDISK",
      reason: /the architecture riscv64/,
    },
    {
      title: "appended parameters that would end the command",
      setup: { node: driverInfo({ kernel_append_params: "quiet || shell" }) },
      code: "INVALID_PARAMETER",
      reason: /kernel_append_params has \|\| as a word/,
    },
    {
      title: "an unknown choice of persistence",
      setup: { node: driverInfo({ force_persistent_boot_device: "Perhaps" }) },
      code: "INVALID_PARAMETER",
      reason: /force_persistent_boot_device/,
    },
  ])("refuses $title", ({ setup: given, code, reason }) => {
    const { boot, task } = setup(given);
    expect(() => boot.validate(task)).toThrow(
      expect.objectContaining({ code, message: expect.stringMatching(reason) }),
    );
  });

  test("says that a machine without a port can not be booted for inspection by us", () => {
    const { boot, task } = setup({ ports: [] });
    expect(() => boot.validateInspection(task)).toThrow(expect.objectContaining({ code: "NOT_SUPPORTED" }));
  });
});

function driverInfo(values: Node["driverInfo"]): NodeFields {
  return { properties: { cpu_arch: "x86_64" }, driverInfo: values };
}

function scriptOf(files: MemoryMachineFiles) {
  const file = files.published().find(({ name }) => name === "boot.ipxe")?.file;
  if (file?.kind !== "ipxe-script") throw new Error("no script is published");
  return file;
}
