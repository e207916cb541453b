import { bytesSource, efiSystemPartition, layoutIso, readAll } from "@steelyard/iso9660";
import { expect, test } from "vitest";
import { simulatedBootloader, simulatedKernel, simulatedRamdisk } from "../artifacts/boot-files.js";
import type { Architecture, BootTarget } from "../machine/boot-seam.js";
import type { RackMachine } from "../rack/rack-machine.js";
import { fileServer } from "../testing/file-server.test.support.js";
import { soon, testRack } from "../testing/test-rack.test.support.js";

interface IsoParts {
  readonly kernel?: Uint8Array | null;
  readonly ramdisk?: Uint8Array | null;
  readonly config?: string | null;
  readonly esp?: Uint8Array | null;
}

/** A boot ISO as conductors make them. */
async function iso(parts: IsoParts = {}, architecture: Architecture = "x86_64"): Promise<Uint8Array> {
  const {
    kernel = simulatedKernel(architecture, 700 * 1024),
    ramdisk = simulatedRamdisk(architecture),
    config = 'menuentry "x" {\n  linux /vmlinuz ipa-agent-token=t --\n  initrd /initrd\n}\n',
    esp = await simulatedBootloader(architecture),
  } = parts;
  const files = Object.entries({
    vmlinuz: kernel,
    initrd: ramdisk,
    "EFI/BOOT/grub.cfg": config && Buffer.from(config),
  });
  const image = layoutIso({
    volumeId: "VMEDIA_BOOT_ISO",
    files: files.flatMap(([path, bytes]) =>
      bytes === null || bytes === "" ? [] : [{ path, content: bytesSource(bytes) }],
    ),
    ...(esp === null ? {} : { efiImage: bytesSource(esp) }),
  });
  return readAll(image, AbortSignal.timeout(10_000));
}

async function start(
  image: Uint8Array,
  options: { readonly machine?: Partial<RackMachine>; readonly target?: BootTarget; readonly hasRanges?: boolean } = {},
) {
  const files = await fileServer({ "/boot.iso": image }, { hasRanges: options.hasRanges ?? true });
  const rack = await testRack({ name: "m", bootOrder: [options.target ?? "cdrom"], ...options.machine });
  const { machine } = rack.only;
  machine.drives.insert("Cd", { url: `${files.url}/boot.iso`, drive: "cd" });
  machine.settings.setHttpBootUrl(`${files.url}/boot.iso`);
  machine.request("on");
  await rack.only.until(({ system }) => system !== undefined, soon());
  return { rack, files };
}

test.each(["x86_64", "aarch64"] as const)(
  "starts the ramdisk of an inserted ISO for %s, read in parts",
  async (each) => {
    const { rack, files } = await start(await iso({}, each), { machine: { architecture: each } });
    expect(rack.only.system?.kind).toBe("agent");
    expect(Object.fromEntries(rack.ramdisks[0]?.parameters ?? [])).toEqual({ "ipa-agent-token": "t" });
    expect(files.requests.length).toBeGreaterThan(1);
    for (const request of files.requests) expect(request).toMatch(/^GET \/boot\.iso bytes=\d+-\d+$/);
  },
);

test("starts it from UEFI HTTP boot too", async () => {
  const { rack } = await start(await iso(), { target: "uefihttp" });
  expect(rack.ramdisks.map(({ how }) => how)).toEqual(["UEFI HTTP boot"]);
});

test("an ejected medium does not boot", async () => {
  const rack = await testRack({ name: "m", bootOrder: ["cdrom", "usb", "uefihttp"] });
  rack.only.machine.request("on");
  await rack.only.until(({ system }) => system !== undefined, soon());
  expect(rack.only.system?.description).toBe(
    "cdrom: there is no medium in the cd drive; usb: there is no medium in the usb drive; uefihttp: no boot URI is set",
  );
});

test("a medium whose server is gone, or answers no ranges, does not boot", async () => {
  const { rack } = await start(await iso(), { hasRanges: false });
  expect(rack.only.system?.description).toMatch(/its server answers no ranges/);
  rack.only.machine.drives.insert("Cd", { url: "http://127.0.0.1:1/boot.iso?token=secret", drive: "cd" });
  rack.only.machine.request("reset");
  await rack.only.until(({ system }) => /ECONNREFUSED/.test(system?.description ?? ""), soon());
  expect(rack.only.system?.description).not.toContain("secret");
});

const config = (kernel: string, ramdisk: string): string => `linux ${kernel} a=b\ninitrd ${ramdisk}\n`;
const CASES: readonly (readonly [string, () => Promise<Uint8Array>, RegExp])[] = [
  ["it is no ISO", async () => Buffer.alloc(100_000, "x"), /no ISO 9660 volume/],
  ["it is empty", async () => Buffer.alloc(0), /no ISO 9660 volume/],
  ["it has no EFI image", () => iso({ esp: null }), /it has no boot record/],
  [
    "its EFI image is for another architecture",
    async () => iso({ esp: await simulatedBootloader("aarch64") }),
    /no loader BOOTX64/,
  ],
  [
    "its loader is something else",
    async () => {
      const file = { path: "EFI/BOOT/BOOTX64.EFI", bytes: Buffer.from("MZ") };
      return iso({ esp: await readAll(efiSystemPartition([file]), AbortSignal.timeout(10_000)) });
    },
    /the loader is not one/,
  ],
  ["its EFI image is damaged", () => iso({ esp: Buffer.alloc(64 * 1024, 0x55) }), /no FAT volume|damaged/],
  ["it has no configuration", () => iso({ config: null }), /neither EFI\/BOOT\/grub.cfg nor/],
  ["its configuration starts nothing", () => iso({ config: "set timeout=0\n" }), /starts no kernel/],
  [
    "its configuration names a kernel that is not there",
    () => iso({ config: config("/linux", "/initrd") }),
    /no file \/linux/,
  ],
  ["its kernel is missing", () => iso({ kernel: null }), /no file \/vmlinuz/],
  [
    "its kernel is for another architecture",
    () => iso({ kernel: simulatedKernel("aarch64") }),
    /kernel is for aarch64/,
  ],
  ["its ramdisk is no ramdisk", () => iso({ ramdisk: simulatedKernel("x86_64") }), /the ramdisk is not one/],
  ["it is cut short", async () => (await iso()).subarray(0, 400_000), /cut short|damaged|no FAT/],
];

test.each(CASES)("boots nothing from a medium when %s", async (_what, make, says) => {
  const { rack } = await start(await make());
  expect(rack.only.system?.kind).toBe("none");
  expect(rack.only.system?.description).toMatch(says);
  expect(rack.ramdisks).toEqual([]);
});

test("a machine in BIOS boot mode finds no loader on it", async () => {
  const { rack } = await start(await iso(), { machine: { bootMode: "bios" } });
  expect(rack.only.system?.description).toMatch(/no loader for BIOS boot mode/);
});
