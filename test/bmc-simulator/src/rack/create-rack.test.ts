import { mkdtemp, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { simulatedKernel, simulatedRamdisk } from "../artifacts/boot-files.js";
import { fileServer } from "../testing/file-server.test.support.js";
import { IpmiConsole } from "../testing/ipmi-console.test.support.js";
import { RedfishCaller } from "../testing/redfish-caller.test.support.js";
import { soon, testRack } from "../testing/test-rack.test.support.js";
import { createRack } from "./create-rack.js";

async function folder(): Promise<string> {
  const made = await mkdtemp(join(tmpdir(), "create-rack-"));
  onTestFinished(() => rm(made, { recursive: true }));
  return made;
}

/** How many sockets and servers this process has. */
const open = (): number => process.getActiveResourcesInfo().filter((each) => /TCP|UDP/.test(each)).length;

test("machines have names, addresses, disks and credentials of their own, equal for equal seeds", async () => {
  const machines = [{ name: "a" }, { name: "b", protocols: ["redfish", "ipmi"] as const }];
  const [one, two] = [await folder(), await folder()];
  const first = await createRack({ machines, folder: one, bootServerUrl: null, seed: 3 });
  const [a, b] = first.machines;
  await first.close();
  const second = await createRack({ machines, folder: two, bootServerUrl: null, seed: 3 });
  const again = second.machine("b");
  await second.close();
  expect(a?.ipmi).toBeUndefined();
  expect(b?.redfish?.password).toBe(b?.ipmi?.password);
  expect(b?.redfish?.password).not.toBe(a?.redfish?.password);
  expect([again.uuid, again.macAddresses, again.ipmi?.password]).toEqual([b?.uuid, b?.macAddresses, b?.ipmi?.password]);
  expect(a?.macAddresses).not.toEqual(b?.macAddresses);
  expect((await stat(a?.disks[0]?.path ?? "")).size).toBe(8 * 1024 ** 3);
  expect(() => first.machine("c")).toThrow("the rack has no machine c");
});

test("one BMC shows one machine over both wires, and its restart takes both down", async () => {
  const { only } = await testRack({ name: "m", protocols: ["redfish", "ipmi"], bmc: { restartMs: 60_000 } });
  const bmc = new RedfishCaller(only);
  const console = await new IpmiConsole(only).login();
  await console.ask(0x00, 0x02, 1);
  await only.until(({ power }) => power === "on", soon());
  expect((await bmc.get(bmc.system)).body.PowerState).toBe("On");
  await bmc.patch(bmc.system, { Boot: { BootSourceOverrideTarget: "Pxe", BootSourceOverrideEnabled: "Continuous" } });
  expect([...((await console.ask(0x00, 0x09, 5, 0, 0)) ?? [])].slice(3, 5)).toEqual([0xe0, 0x04]);
  expect((await console.ask(0x06, 0x02))?.[0]).toBe(0);
  await expect(bmc.get(bmc.system)).rejects.toThrow();
  expect(await console.ask(0x00, 0x01)).toBeUndefined();
  expect(only.power).toBe("on");
});

test.each([
  ["name", [{ name: "a" }, { name: "a" }], /the machines a and a share the name a/],
  [
    "UUID",
    [
      { name: "a", uuid: "u" },
      { name: "b", uuid: "u" },
    ],
    /share the UUID u/,
  ],
  [
    "MAC address",
    ["a", "b"].map((name) => ({
      name,
      nics: [{ name: "eno1", macAddress: "52:00:00:00:00:01", speedMbps: 1000, hasLink: true }],
    })),
    /share the MAC address 52:00:00:00:00:01/,
  ],
])("refuses two machines with one %s, and leaves nothing open", async (_what, machines, says) => {
  const before = open();
  await expect(createRack({ machines, folder: await folder(), bootServerUrl: null })).rejects.toThrow(says);
  // Node lists a handle until the turn after it was closed.
  await expect.poll(open).toBeLessThanOrEqual(before);
});

test.each(["redfish", "ipmi"] as const)(
  "a %s port that is taken is an error, and nothing stays open",
  async (protocol) => {
    const { only } = await testRack({ name: "m", protocols: [protocol] });
    const port = only.ipmi?.port ?? Number(new URL(only.redfish?.url ?? "").port);
    const machines = [{ name: "free" }, { name: "taken", protocols: [protocol], [protocol]: { port } }];
    await expect(createRack({ machines, folder: await folder(), bootServerUrl: null })).rejects.toMatchObject({
      code: "EADDRINUSE",
    });
  },
);

test("the journal is a file too, a line for each entry, and starts where an older one ended", async () => {
  const path = join(await folder(), "journal");
  await writeFile(path, "{}\n");
  const rack = await testRack({ name: "m" }, { journalPath: path });
  const heard: string[] = [];
  const end = rack.journal.onEntry(({ effect }) => void heard.push(effect));
  const bmc = new RedfishCaller(rack.only);
  await bmc.reset("On");
  const [, line = ""] = (await readFile(path, "utf8")).split("\n");
  expect(JSON.parse(line)).toMatchObject({ sequence: 1, machine: "m", effect: "power-request" });
  await rack.only.until(({ system }) => system !== undefined, soon());
  end();
  await bmc.reset("ForceRestart");
  expect(heard).toEqual(["power-request", "power-on", "boot"]);
});

test("by default a ramdisk is the deploy agent, which asks the API that its parameters name", async () => {
  const files = await fileServer({ "/kernel": simulatedKernel("x86_64"), "/ramdisk": simulatedRamdisk("x86_64") });
  const rack = await createRack({
    machines: [{ name: "m", bootOrder: ["pxe"], diskSizes: [1024 ** 2] }],
    folder: await folder(),
    bootServerUrl: files.url,
  });
  onTestFinished(() => rack.close());
  const machine = rack.machine("m");
  const [mac = ""] = machine.macAddresses;
  const script = `#!ipxe\nkernel ${files.url}/kernel ipa-api-url=${files.url}\ninitrd ${files.url}/ramdisk\nboot\n`;
  files.files.set(`/boot/ipxe/${mac.replaceAll(":", "-")}`, script);
  const asked = new Promise<string>((resolve) =>
    files.onRequest((request) => request.includes("/v1/lookup") && resolve(request)),
  );
  machine.machine.request("on");
  expect(decodeURIComponent(await asked)).toContain(mac);
  expect(machine.system?.kind).toBe("agent");
});

test("three hundred machines start in one process, and all of it ends with close", async () => {
  const before = open();
  const machines = Array.from({ length: 300 }, (_, index) => ({
    name: `m-${index}`,
    protocols: ["redfish", "ipmi"] as const,
    timing: { powerOnMs: 60_000, selfTestMs: 60_000 },
  }));
  const started = performance.now();
  const rack = await createRack({ machines, folder: await folder(), bootServerUrl: null });
  expect(performance.now() - started).toBeLessThan(20_000);
  for (const { machine } of rack.machines.slice(0, 10)) machine.request("on");
  rack.faults.add({ on: "redfish", action: { kind: "hang" } });
  const control = new AbortController();
  const hanging = fetch(`${rack.machines[0]?.redfish?.url}/redfish/v1`, { signal: control.signal }).catch(
    () => "ended",
  );
  await rack.machines[0]?.until(({ power }) => power === "powering-on", soon());
  await rack.close();
  expect(await hanging).toBe("ended");
  expect(rack.machines.map(({ power }) => power)).toEqual(machines.map(() => "off"));
  // Node lists a handle until the turn after it was closed.
  await expect.poll(open).toBeLessThanOrEqual(before);
});
