import { createHash } from "node:crypto";
import { mkdir, readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { interopProgram } from "@steelyard/driver-contract";
import { describe, expect, test } from "vitest";
import { readAll } from "../content.js";
import { run, signal, withImage } from "../testing.test.support.js";
import { anImage, EFI_IMAGE, FILES, MANY } from "./an-image.test.support.js";

const image = anImage();
const sha256 = (bytes: Uint8Array) => createHash("sha256").update(bytes).digest("hex");

async function filesBelow(folder: string): Promise<string[]> {
  const found = await readdir(folder, { recursive: true, withFileTypes: true });
  return found.filter((each) => each.isFile()).map((each) => join(each.parentPath, each.name).slice(folder.length + 1));
}

async function expectAll(folder: string): Promise<void> {
  const expected = [...FILES, ...MANY].map(({ path }) => path).toSorted();
  expect((await filesBelow(folder)).toSorted()).toEqual(expected);
  for (const { path, content } of FILES)
    expect(sha256(await readFile(join(folder, path))), path).toBe(sha256(await readAll(content, signal)));
}

const xorriso = interopProgram("xorriso");
describe.skipIf(!xorriso)("read back by xorriso", () => {
  test("all files by their Rock Ridge names", () =>
    withImage(image, async (path, folder) => {
      await run("xorriso", "-osirrox", "on", "-indev", path, "-extract", "/", join(folder, "out"));
      await expectAll(join(folder, "out"));
    }));

  test("its volume id and its EFI boot image", () =>
    withImage(image, async (path, folder) => {
      const report = await run("xorriso", "-indev", path, "-report_el_torito", "plain");
      expect(await run("isoinfo", "-d", "-i", path)).toMatch(/Volume id: ir-test/);
      expect(report).toMatch(/El Torito boot img\s*:\s*1\s+UEFI\s+y\s+none/);
      await run("xorriso", "-osirrox", "on", "-indev", path, "-extract_boot_images", join(folder, "boot"));
      const [name = ""] = (await readdir(join(folder, "boot"))).filter((each) => each.startsWith("eltorito_img1"));
      const found = await readFile(join(folder, "boot", name));
      // It takes all up to the end of the image, padding too.
      expect(sha256(found.subarray(0, EFI_IMAGE.size))).toBe(sha256(await readAll(EFI_IMAGE, signal)));
    }));
});

const isoinfo = interopProgram("isoinfo");
describe.skipIf(!isoinfo)("read back by isoinfo", () => {
  test("Joliet and Rock Ridge names, and level 1 names that are unique", () =>
    withImage(image, async (path) => {
      const joliet = await run("isoinfo", "-j", "iso8859-1", "-J", "-f", "-i", path);
      expect(joliet.split("\n")).toContain("/openstack/latest/meta_data.json.old;1");
      const rockRidge = await run("isoinfo", "-R", "-f", "-i", path);
      expect(rockRidge.split("\n")).toContain("/initrd.img.of.the.deploy-ramdisk");
      const plain = (await run("isoinfo", "-f", "-i", path)).trim().split("\n");
      expect(new Set(plain).size).toBe(plain.length);
      expect(await run("isoinfo", "-J", "-x", "/openstack/latest/meta_data.json;1", "-i", path)).toBe("{}");
    }));
});

const fuseiso = interopProgram("fuseiso");
describe.skipIf(!fuseiso)("mounted", () => {
  test("shows all files", () =>
    withImage(image, async (path, folder) => {
      const mountPoint = join(folder, "mounted");
      await mkdir(mountPoint);
      await run("fuseiso", path, mountPoint);
      try {
        await expectAll(mountPoint);
      } finally {
        await run("fusermount", "-u", mountPoint);
      }
    }));
});
