import { createHash } from "node:crypto";
import { mkdir, readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { interopProgram } from "@steelyard/driver-contract";
import { describe, expect, test } from "vitest";
import { bytesSource, readAll } from "../content.js";
import { efiSystemPartition } from "../fat/efi-system-partition.js";
import { run, signal, withImage } from "../testing.test.support.js";
import { layoutIso } from "./layout-iso.js";

const text = (content: string) => bytesSource(Buffer.from(content));
const big = Buffer.alloc(3_000_001, "steelyard");
const FILES = {
  vmlinuz: text("kernel"),
  "initrd.img.of.the.deploy-ramdisk": bytesSource(big),
  "EFI/BOOT/grub.cfg": text("linux /vmlinuz"),
  "boot/grub/grub.cfg": text("linux /vmlinuz"),
  "openstack/latest/meta_data.json": text("{}"),
  "openstack/latest/meta_data.json.old": text("old"),
  "openstack/latest/Grüße ünd so.txt": text("grüße"),
  "a/b/c/d/e/f/deep.txt": text("deep"),
  empty: text(""),
};
const files = Object.entries(FILES).map(([path, content]) => ({ path, content }));
const efiImage = efiSystemPartition([{ path: "EFI/BOOT/BOOTX64.EFI", bytes: Buffer.from("MZ loader") }]);
const many = Array.from({ length: 150 }, (_, index) => ({
  path: `many/file-number-${index}.json`,
  content: text(`${index}`),
}));
const image = layoutIso({ volumeId: "ir-test", files: [...files, ...many], efiImage });
const sha256 = (bytes: Uint8Array) => createHash("sha256").update(bytes).digest("hex");

async function filesBelow(folder: string): Promise<string[]> {
  const found = await readdir(folder, { recursive: true, withFileTypes: true });
  return found.filter((each) => each.isFile()).map((each) => join(each.parentPath, each.name).slice(folder.length + 1));
}

async function expectAll(folder: string): Promise<void> {
  const expected = [...files, ...many].map(({ path }) => path).toSorted();
  expect((await filesBelow(folder)).toSorted()).toEqual(expected);
  for (const { path, content } of files)
    expect(sha256(await readFile(join(folder, path))), path).toBe(sha256(await readAll(content, signal)));
}

describe("layoutIso", () => {
  test("is whole sectors long and the same every time", async () => {
    expect(image.size % 2048).toBe(0);
    const again = layoutIso({ volumeId: "ir-test", files: [...files, ...many], efiImage });
    expect(sha256(await readAll(again, signal))).toBe(sha256(await readAll(image, signal)));
  });

  test("any range is what the whole has there", async () => {
    const whole = await readAll(image, signal);
    let seed = 7;
    for (let round = 0; round < 60; round += 1) {
      seed = (seed * 48_271) % 2_147_483_647;
      const start = seed % image.size;
      const end = Math.min(image.size, start + (seed % 9000));
      const parts: Uint8Array[] = [];
      for await (const part of image.read(start, end, signal)) parts.push(part);
      expect(Buffer.concat(parts).equals(whole.subarray(start, end))).toBe(true);
    }
  });

  test.each([
    ["../x", /is not a path/],
    ["", /is not a path/],
    ["a//b", /is not a path/],
    ["a/b/c/d/e/f/g/h/i", /more than 8 folders deep/],
    [`${"n".repeat(65)}`, /is not a path/],
  ])("refuses the path %j", (path, message) => {
    expect(() => layoutIso({ volumeId: "x", files: [{ path, content: text("") }] })).toThrow(message);
  });

  test("refuses a path that is there already", () => {
    const twice = [
      { path: "a", content: text("1") },
      { path: "a", content: text("2") },
    ];
    expect(() => layoutIso({ volumeId: "x", files: twice })).toThrow(/a is given twice/);
    expect(() =>
      layoutIso({
        volumeId: "x",
        files: [
          { path: "a", content: text("") },
          { path: "a/b", content: text("") },
        ],
      }),
    ).toThrow(/below a file/);
  });

  test("fails when a file is shorter than it said", async () => {
    const short = { size: 10, read: () => text("123").read(0, 3, signal) };
    const broken = layoutIso({ volumeId: "x", files: [{ path: "a", content: short }] });
    await expect(readAll(broken, signal)).rejects.toThrow("3 bytes long instead of 10");
  });
});

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
      expect(sha256(found.subarray(0, efiImage.size))).toBe(sha256(await readAll(efiImage, signal)));
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
