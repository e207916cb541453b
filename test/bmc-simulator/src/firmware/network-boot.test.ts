import { expect, test } from "vitest";
import { simulatedKernel, simulatedRamdisk } from "../artifacts/boot-files.js";
import type { MachineNic } from "../machine/boot-seam.js";
import type { RackMachine } from "../rack/rack-machine.js";
import { type FileServer, fileServer } from "../testing/file-server.test.support.js";
import { soon, testRack } from "../testing/test-rack.test.support.js";

const MAC = "52:00:00:00:00:01";
const SCRIPT = "/boot/ipxe/52-00-00-00-00-01";
const NICS: readonly MachineNic[] = [
  { name: "eno1", macAddress: "52:00:00:00:00:00", speedMbps: 1000, hasLink: false },
  { name: "eno2", macAddress: MAC, speedMbps: 1000, hasLink: true },
];

/** `<url>` stands for the server, `%{…}` for a setting. */
const script = (url: string, ...lines: readonly string[]): string =>
  ["#!ipxe", ...lines.map((line) => line.replaceAll("<url>", url).replaceAll("%{", "$" + "{")), ""].join("\n");
const GOOD = ["kernel <url>/kernel ipa-api-url=http://api:6385 BOOTIF=%{mac} quiet", "initrd <url>/ramdisk", "boot"];

async function server(): Promise<FileServer> {
  return fileServer({ "/kernel": simulatedKernel("x86_64"), "/ramdisk": simulatedRamdisk("x86_64") });
}

async function start(files: FileServer, machine: Partial<RackMachine> = {}) {
  const rack = await testRack({ name: "m", nics: NICS, bootOrder: ["pxe"], ...machine }, { bootServerUrl: files.url });
  rack.only.machine.request("on");
  await rack.only.until(({ system }) => system !== undefined, soon());
  return rack;
}

test("starts the ramdisk that the script for a linked NIC's address names, with its parameters", async () => {
  const files = await server();
  files.files.set(SCRIPT, script(files.url, ...GOOD));
  const rack = await start(files);
  expect(rack.only.system?.kind).toBe("agent");
  const [ramdisk] = rack.ramdisks;
  expect(Object.fromEntries(ramdisk?.parameters ?? [])).toEqual({
    "ipa-api-url": "http://api:6385",
    BOOTIF: MAC,
    quiet: null,
  });
  expect(files.requests).toEqual([`GET ${SCRIPT}`, "GET /kernel", "GET /ramdisk"]);
});

test("follows labels, conditions, chained scripts and relative URLs as iPXE does", async () => {
  const files = await server();
  files.files.set(
    SCRIPT,
    script(
      files.url,
      "isset %{nothing} || goto chained",
      "echo not here",
      "exit",
      ":chained",
      "iseq %{platform} efi && set dir /more ||",
      "chain --autofree %{dir}/second.ipxe",
    ),
  );
  files.files.set(
    "/more/second.ipxe",
    script(files.url, "kernel --timeout 5 ../kernel arch=%{buildarch} \\", " id=%{uuid}", "initrd ../ramdisk", "boot"),
  );
  const rack = await start(files);
  expect(rack.ramdisks[0]?.parameters.get("arch")).toBe("x86_64");
  expect(rack.ramdisks[0]?.parameters.get("id")).toBe(rack.only.uuid);
});

const FAILURES: readonly (readonly [string, (files: FileServer) => void, RegExp])[] = [
  ["there is no script for its address", () => undefined, /52-00-00-00-00-01 cannot be fetched: status 404/],
  ["the script is none", (files) => files.files.set(SCRIPT, "<html>"), /it is no iPXE script/],
  [
    "the script has an unknown command",
    (files) => files.files.set(SCRIPT, script(files.url, "bootx")),
    /the command bootx/,
  ],
  [
    "the kernel is missing",
    (files) => {
      files.files.set(SCRIPT, script(files.url, ...GOOD));
      files.files.delete("/kernel");
    },
    /kernel cannot be fetched: status 404/,
  ],
  [
    "the ramdisk is missing",
    (files) => {
      files.files.set(SCRIPT, script(files.url, ...GOOD));
      files.files.delete("/ramdisk");
    },
    /ramdisk cannot be fetched: status 404/,
  ],
  [
    "the kernel is something else",
    (files) => {
      files.files.set(SCRIPT, script(files.url, ...GOOD));
      files.files.set("/kernel", "not a kernel");
    },
    /the kernel is not one that this machine can start/,
  ],
  [
    "the kernel is for another architecture",
    (files) => {
      files.files.set(SCRIPT, script(files.url, ...GOOD));
      files.files.set("/kernel", simulatedKernel("aarch64"));
    },
    /the kernel is for aarch64 and the machine is x86_64/,
  ],
  [
    "the ramdisk is for another architecture",
    (files) => {
      files.files.set(SCRIPT, script(files.url, ...GOOD));
      files.files.set("/ramdisk", simulatedRamdisk("aarch64"));
    },
    /the ramdisk is for aarch64/,
  ],
  [
    "the script names no ramdisk",
    (files) => files.files.set(SCRIPT, script(files.url, "kernel <url>/kernel", "boot")),
    /no ramdisk is loaded/,
  ],
  [
    "the script never comes to an end",
    (files) => files.files.set(SCRIPT, script(files.url, ":again", "goto again")),
    /does not come to an end/,
  ],
  ["the script ends", (files) => files.files.set(SCRIPT, script(files.url, "echo hello")), /without booting anything/],
];

test.each(FAILURES)("boots nothing when %s", async (_what, spoil, says) => {
  const files = await server();
  spoil(files);
  const rack = await start(files);
  expect(rack.only.system?.kind).toBe("none");
  expect(rack.only.system?.description).toMatch(says);
  expect(rack.ramdisks).toEqual([]);
});

test("boots nothing from the network when no DHCP server answers, and when no NIC has a link", async () => {
  const silent = await testRack({ name: "m", bootOrder: ["pxe"] });
  silent.only.machine.request("on");
  await silent.only.until(({ system }) => system !== undefined, soon());
  expect(silent.only.system).toMatchObject({ kind: "none", description: "pxe: no DHCP server answers" });
  const unplugged = await start(await server(), { nics: NICS.slice(0, 1) });
  expect(unplugged.only.system).toMatchObject({ kind: "none", description: "pxe: no NIC has a link" });
});

test("goes on with the next target when the script says so", async () => {
  const files = await server();
  files.files.set(SCRIPT, script(files.url, "sanboot --no-describe --drive 0x80"));
  const rack = await start(files, { bootOrder: ["pxe", "disk"] });
  expect(rack.only.system?.description).toBe("pxe: it said to go on; disk: /dev/sda: it has no boot sector");
});

test("a boot server that is set later counts from the next start", async () => {
  const files = await server();
  files.files.set(SCRIPT, script(files.url, ...GOOD));
  const rack = await testRack({ name: "m", nics: NICS, bootOrder: ["pxe"] });
  rack.setBootServerUrl(`${files.url}/`);
  rack.only.machine.request("on");
  await rack.only.until(({ system }) => system !== undefined, soon());
  expect(rack.only.system?.kind).toBe("agent");
});

test("a power-off while the kernel is on its way ends the start", async () => {
  const files = await server();
  const rack = await testRack(
    { name: "m", nics: NICS, bootOrder: ["pxe"], timing: { selfTestMs: 60_000 } },
    { bootServerUrl: files.url },
  );
  rack.only.machine.request("on");
  await rack.only.until(({ isStarting }) => isStarting, soon());
  rack.only.machine.request("off");
  await rack.only.until(({ power }) => power === "off", soon());
  expect(rack.only.system).toBeUndefined();
  expect(files.requests).toEqual([]);
});
