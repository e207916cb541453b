import { createHash, randomBytes } from "node:crypto";
import { type FileHandle, open } from "node:fs/promises";
import { expect, test } from "vitest";
import { simulatedDiskImage } from "../artifacts/disk-image.js";
import type { RackMachine } from "../rack/rack-machine.js";
import { soon, type TestRack, testRack } from "../testing/test-rack.test.support.js";

async function write(rack: TestRack, disk: number, work: (file: FileHandle) => Promise<unknown>): Promise<void> {
  const file = await open(rack.only.disks[disk]?.path as string, "r+");
  try {
    await work(file);
  } finally {
    await file.close();
  }
}

async function start(bytes: Uint8Array, machine: Partial<RackMachine> = {}): Promise<TestRack> {
  const rack = await testRack({ name: "m", bootOrder: ["disk"], ...machine });
  await write(rack, 0, (file) => file.write(bytes, 0, bytes.length, 0));
  rack.only.machine.request("on");
  await rack.only.until(({ system }) => system !== undefined, soon());
  return rack;
}

test.each(["x86_64", "aarch64"] as const)("boots from its disk what an image for %s put there", async (each) => {
  const image = await simulatedDiskImage(each, "a Linux");
  const rack = await start(image, { architecture: each });
  const sector = image.subarray(0, 512);
  expect(rack.only.system).toMatchObject({
    kind: "instance",
    bootSectorSha256: createHash("sha256").update(sector).digest("hex"),
  });
  expect(rack.only.system?.description).toMatch(/^loader BOOT(X64|AA64)\.EFI of \/dev\/sda$/);
});

const spoilt = async (spoil: (image: Buffer) => void): Promise<Uint8Array> => {
  const image = Buffer.from(await simulatedDiskImage("x86_64", "a Linux"));
  spoil(image);
  return image;
};

const CASES: readonly (readonly [string, () => Promise<Uint8Array>, RegExp])[] = [
  ["nothing", async () => Buffer.alloc(0), /no boot sector/],
  ["garbage", async () => randomBytes(1024 * 1024), /no boot sector|no EFI system partition/],
  ["an image for another architecture", () => simulatedDiskImage("aarch64", "x"), /has no BOOTX64\.EFI/],
  [
    "a partition table with a wrong checksum",
    () => spoilt((image) => image.writeUInt8(0xff, 1024 + 40)),
    /no EFI system partition/,
  ],
  [
    "an image whose EFI system partition was wiped",
    () => spoilt((image) => image.fill(0, 1024 * 1024, 2 * 1024 * 1024)),
    /no FAT volume/,
  ],
  [
    "a boot record without partitions",
    () => spoilt((image) => image.fill(0, 512, 34 * 512)),
    /no EFI system partition/,
  ],
];

test.each(CASES)("does not boot from a disk that holds %s", async (_what, make, says) => {
  const rack = await start(await make());
  expect(rack.only.system?.kind).toBe("none");
  expect(rack.only.system?.description).toMatch(says);
});

test("takes the first of its disks that boots", async () => {
  const rack = await testRack({ name: "m", bootOrder: ["disk"], diskSizes: [8 * 1024 ** 2, 64 * 1024 ** 2] });
  const image = await simulatedDiskImage("x86_64", "a Linux");
  await write(rack, 1, (file) => file.write(image, 0, image.length, 0));
  rack.only.machine.request("on");
  await rack.only.until(({ system }) => system !== undefined, soon());
  expect(rack.only.system?.description).toBe("loader BOOTX64.EFI of /dev/sdb");
});

test("in BIOS boot mode it needs code in the boot sector", async () => {
  const without = await start(await simulatedDiskImage("x86_64", "a Linux"), { bootMode: "bios" });
  expect(without.only.system?.description).toMatch(/its boot sector has no code/);
  const code = await start(await spoilt((image) => image.fill(0x90, 0, 440)), { bootMode: "bios" });
  expect(code.only.system?.description).toBe("boot sector of /dev/sda");
});
