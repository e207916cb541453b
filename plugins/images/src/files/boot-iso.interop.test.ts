import { execFile } from "node:child_process";
import { mkdir, readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { promisify } from "node:util";
import { aTask, interopProgram } from "@steelyard/driver-contract";
import { efiSystemPartition, readAll } from "@steelyard/iso9660";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { aScene, bytesOf, fetchPublished, type Scene, signal } from "../scene.test.support.js";

const run = async (program: string, ...args: string[]) => (await promisify(execFile)(program, args)).stdout;
const KERNEL = Buffer.alloc(123_457, "kernel ");
const RAMDISK = Buffer.alloc(2_345_678, "ramdisk ");
const PARAMETERS = "nofb ipa-api-url=http://192.0.2.7:6385,http://192.0.2.8:6385 boot_method=vmedia";
const NETWORK = { links: [{ id: "eth0" }] };

let scene: Scene;
let iso: string;
let loader: Uint8Array;
beforeAll(async () => {
  scene = await aScene();
  const efi = { path: "EFI/BOOT/BOOTX64.EFI", bytes: Buffer.from("MZ loader") };
  loader = await readAll(efiSystemPartition([efi]), signal);
  const url = async (name: string, bytes: Uint8Array) => pathToFileURL(await scene.write(name, bytes)).href;
  const published = await scene.files.publish(aTask(), "boot.iso", {
    kind: "boot-iso",
    kernel: await url("k", KERNEL),
    ramdisk: await url("r", RAMDISK),
    kernelParameters: PARAMETERS,
    bootMode: "uefi",
    architecture: "x86_64",
    bootloader: await url("esp", loader),
    files: { "openstack/latest/network_data.json": NETWORK },
  });
  iso = join(scene.folder, "boot.iso");
  await writeFile(iso, await bytesOf(await fetchPublished(scene.server, published)));
});
afterAll(() => scene.remove());

/** All that a machine needs, in a folder that shows the image's files. */
async function expectFiles(folder: string): Promise<void> {
  expect((await readFile(join(folder, "vmlinuz"))).equals(KERNEL)).toBe(true);
  expect((await readFile(join(folder, "initrd"))).equals(RAMDISK)).toBe(true);
  for (const path of ["EFI/BOOT/grub.cfg", "boot/grub/grub.cfg"])
    expect(await readFile(join(folder, path), "utf8")).toMatch(`linux /vmlinuz ${PARAMETERS} --\n    initrd /initrd\n`);
  expect(JSON.parse(await readFile(join(folder, "openstack/latest/network_data.json"), "utf8"))).toEqual(NETWORK);
}

const xorriso = interopProgram("xorriso");
describe.skipIf(!xorriso)("a boot ISO read by xorriso", () => {
  test("has kernel, ramdisk, parameters and the machine's network data", async () => {
    const folder = join(scene.folder, "extracted");
    await run("xorriso", "-osirrox", "on", "-indev", iso, "-extract", "/", folder);
    await expectFiles(folder);
  });

  test("starts firmware in UEFI mode with the boot loader's image", async () => {
    const folder = join(scene.folder, "boot-images");
    expect(await run("xorriso", "-indev", iso, "-report_el_torito", "plain")).toMatch(/UEFI\s+y\s+none/);
    await run("xorriso", "-osirrox", "on", "-indev", iso, "-extract_boot_images", folder);
    const [name = ""] = (await readdir(folder)).filter((each) => each.startsWith("eltorito_img1"));
    // It takes all up to the end of the image, padding too.
    expect((await readFile(join(folder, name))).subarray(0, loader.length).equals(loader)).toBe(true);
  });
});

const isoinfo = interopProgram("isoinfo");
describe.skipIf(!isoinfo)("a boot ISO read by isoinfo", () => {
  test("has the label that agents look for", async () => {
    expect(await run("isoinfo", "-d", "-i", iso)).toMatch(/Volume id: VMEDIA_BOOT_ISO/);
  });
});

const fuseiso = interopProgram("fuseiso");
describe.skipIf(!fuseiso)("a boot ISO that is mounted", () => {
  test("has kernel, ramdisk, parameters and the machine's network data", async () => {
    const folder = join(scene.folder, "mounted");
    await mkdir(folder);
    await run("fuseiso", iso, folder);
    try {
      await expectFiles(folder);
    } finally {
      await run("fusermount", "-u", folder);
    }
  });
});
