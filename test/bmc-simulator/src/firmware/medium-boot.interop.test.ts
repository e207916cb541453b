import { mkdir, mkdtemp, readFile, rm, truncate, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { interopProgram } from "@steelyard/driver-contract";
import { describe, expect, onTestFinished, test } from "vitest";
import { LOADER_NAMES, MARKS, simulatedKernel, simulatedRamdisk } from "../artifacts/boot-files.js";
import { fileServer } from "../testing/file-server.test.support.js";
import { runProgram } from "../testing/run-program.test.support.js";
import { soon, testRack } from "../testing/test-rack.test.support.js";

async function run(program: string, ...args: readonly string[]): Promise<void> {
  const { code, text } = await runProgram(program, args, { MTOOLS_SKIP_CHECK: "1" });
  if (code !== 0) throw new Error(`${program} failed: ${text}`);
}

const programs = ["xorriso", "mformat", "mmd", "mcopy"].map(interopProgram);

describe.skipIf(programs.includes(false))("an ISO of xorriso with an EFI system partition of mtools", () => {
  test.each([
    ["FAT12", 2, []],
    ["FAT16", 20, []],
    ["FAT32", 40, ["-F"]],
  ] as const)("boots with %s", async (_kind, mib, options) => {
    const folder = await mkdtemp(join(tmpdir(), "xorriso-"));
    onTestFinished(() => rm(folder, { recursive: true }));
    const [tree, esp, image] = [join(folder, "tree"), join(folder, "tree/esp.img"), join(folder, "boot.iso")];
    await mkdir(join(tree, "boot/grub"), { recursive: true });
    await writeFile(join(tree, "vmlinuz"), simulatedKernel("x86_64"));
    await writeFile(join(tree, "a-ramdisk-with-a-long-name.img"), simulatedRamdisk("x86_64"));
    const config = "menuentry 'x' {\n linuxefi /vmlinuz a=b\n initrdefi /a-ramdisk-with-a-long-name.img\n}\n";
    await writeFile(join(tree, "boot/grub/grub.cfg"), config);
    const loader = join(folder, "loader");
    await writeFile(loader, `${MARKS.loader}\n{"architecture":"x86_64"}\n`);
    await writeFile(esp, "");
    await truncate(esp, mib * 1024 ** 2);
    await run("mformat", "-i", esp, ...options, "::");
    await run("mmd", "-i", esp, "::/EFI", "::/EFI/BOOT");
    await run("mcopy", "-i", esp, loader, `::/EFI/BOOT/${LOADER_NAMES.x86_64}`);
    const efi = ["-eltorito-alt-boot", "-e", "esp.img", "-no-emul-boot"];
    await run("xorriso", "-as", "mkisofs", "-quiet", "-R", "-J", ...efi, "-o", image, tree);

    const files = await fileServer({ "/boot.iso": await readFile(image) });
    const rack = await testRack({ name: "m", bootOrder: ["cdrom"] });
    rack.only.machine.drives.insert("Cd", { url: `${files.url}/boot.iso`, drive: "cd" });
    rack.only.machine.request("on");
    await rack.only.until(({ system }) => system !== undefined, soon());
    expect(rack.only.system?.kind, rack.only.system?.description).toBe("agent");
    expect(Object.fromEntries(rack.ramdisks[0]?.parameters ?? [])).toEqual({ a: "b" });
  });
});
