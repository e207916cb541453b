import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createRack, type Rack, simulatedKernel, simulatedRamdisk } from "@steelyard/bmc-simulator";
import { aTask, MemoryMachineFiles, type TestTask } from "@steelyard/driver-contract";
import { AGENT_CONFIG, CONDUCTOR_CONFIG, configDefaults, DEPLOY_CONFIG, NoopManagement } from "@steelyard/interfaces";
import { afterEach, beforeEach, expect, test } from "vitest";
import { IpxeBoot } from "./boot/ipxe-boot.js";

const ARCHITECTURES = ["x86_64", "aarch64"] as const;

let server: Server;
let base: string;
let files: MemoryMachineFiles;
let rack: Rack;
let folder: string;
/** What each machine was booted with. */
let booted: Map<string, ReadonlyMap<string, string | null>>;

beforeEach(async () => {
  files = new MemoryMachineFiles();
  server = createServer((request, response) => {
    const body = served(request.url ?? "");
    response.writeHead(body === undefined ? 404 : 200).end(body);
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  folder = await mkdtemp(join(tmpdir(), "driver-pxe-"));
  booted = new Map();
  rack = await createRack({
    machines: ARCHITECTURES.map((architecture) => ({
      name: architecture,
      architecture,
      bootOrder: ["pxe"],
      timing: { powerOnMs: 1, powerOffMs: 1, selfTestMs: 1 },
    })),
    folder,
    bootServerUrl: base,
    startRamdisk: async (machine, parameters, how) => {
      booted.set(machine.name, parameters);
      return { kind: "agent", description: how, stop: async () => undefined };
    },
  });
});

afterEach(async () => {
  await rack.close();
  server.close();
  await rm(folder, { recursive: true, force: true });
});

/** The script of a MAC address, kernels and ramdisks. */
function served(path: string): string | Buffer | undefined {
  const [, kind, name] = /^\/(kernel|ramdisk)\/(\w+)$/.exec(path) ?? [];
  const architecture = ARCHITECTURES.find((each) => each === name);
  if (architecture !== undefined)
    return Buffer.from(kind === "kernel" ? simulatedKernel(architecture) : simulatedRamdisk(architecture));
  for (const { file } of files.published()) {
    if (file.kind !== "ipxe-script") continue;
    if (file.macAddresses.some((mac) => path === `/boot/ipxe/${mac.replaceAll(":", "-")}`)) return file.script;
  }
  return undefined;
}

function boot(): IpxeBoot {
  const byArchitecture = (kind: string) =>
    Object.fromEntries(ARCHITECTURES.map((each) => [each, `${base}/${kind}/${each}`]));
  return new IpxeBoot("ipxe", {
    files,
    ramdisks: {
      ...configDefaults(CONDUCTOR_CONFIG),
      deployKernelByArch: byArchitecture("kernel"),
      deployRamdiskByArch: byArchitecture("ramdisk"),
    },
    deploy: configDefaults(DEPLOY_CONFIG),
    agent: configDefaults(AGENT_CONFIG),
  });
}

function taskOf(name: string, cpuArch = name): TestTask {
  return aTask({
    node: { properties: { cpu_arch: cpuArch } },
    ports: rack.machine(name).macAddresses.map((address) => ({ address })),
    interfaces: { management: new NoopManagement() },
  });
}

async function started(name: string) {
  const machine = rack.machine(name);
  machine.machine.request("on");
  await machine.until(({ system }) => system !== undefined, AbortSignal.timeout(10_000));
  return machine.system;
}

const DEPLOY = { mode: "deploy", parameters: { "ipa-api-url": "http://192.0.2.1:6385" } } as const;

test.each(ARCHITECTURES)("a machine of %s starts its own ramdisk with the parameters of the agent", async (name) => {
  await boot().prepareRamdisk(taskOf(name), DEPLOY);
  expect(await started(name)).toMatchObject({ kind: "agent" });
  const [mac] = rack.machine(name).macAddresses;
  expect(Object.fromEntries(booted.get(name) ?? [])).toMatchObject({
    "ipa-api-url": "http://192.0.2.1:6385",
    BOOTIF: mac,
    initrd: "deploy_ramdisk",
    selinux: "0",
    nofb: null,
    vga: "normal",
  });
});

test("a machine whose node names another architecture starts nothing", async () => {
  await boot().prepareRamdisk(taskOf("x86_64", "aarch64"), DEPLOY);
  expect(await started("x86_64")).toMatchObject({ kind: "none" });
});

test("a machine finds nothing once its ramdisk was withdrawn", async () => {
  const task = taskOf("x86_64");
  await boot().prepareRamdisk(task, DEPLOY);
  await boot().cleanUpRamdisk(task);
  expect(await started("x86_64")).toMatchObject({ kind: "none" });
});
