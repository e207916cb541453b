import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { interopProgram } from "@steelyard/driver-contract";
import { describe, expect, test } from "vitest";
import { run, withImage } from "../testing.test.support.js";
import { efiSystemPartition } from "./efi-system-partition.js";

const loader = Buffer.alloc(300_000, "loader");
const files = [
  { path: "EFI/BOOT/BOOTX64.EFI", bytes: loader },
  { path: "EFI/BOOT/GRUB.CFG", bytes: Buffer.from("configfile") },
  { path: "EFI/EMPTY.TXT", bytes: Buffer.alloc(0) },
];

const mtools = interopProgram("mcopy");
const fsck = interopProgram("fsck.vfat");
describe.skipIf(!mtools || !fsck)("read back by mtools and dosfstools", () => {
  test("is clean and holds the files", () =>
    withImage(efiSystemPartition(files), async (path, folder) => {
      expect(await run("fsck.vfat", "-n", path)).toMatch(/: \d+ files, /);
      await run("mcopy", "-i", path, "::/EFI/BOOT/BOOTX64.EFI", join(folder, "loader"));
      expect((await readFile(join(folder, "loader"))).equals(loader)).toBe(true);
      expect(await run("mdir", "-b", "-/", "-i", path, "::/")).toContain("EFI/BOOT/GRUB.CFG");
    }));
});
