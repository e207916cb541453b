import { execFileSync } from "node:child_process";
import { randomBytes } from "node:crypto";
import { closeSync, ftruncateSync, mkdtempSync, openSync, readFileSync, rmSync, writeSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { interopProgram } from "@steelyard/driver-contract";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { bufferReader } from "./buffer-reader.test.support.js";
import { inspectImage } from "./inspect-image.js";
import { Qcow2Image } from "./qcow2.js";

const SIZE = 9 * 1024 * 1024 + 512;

describe.skipIf(!interopProgram("qemu-img"))("images made by qemu-img", () => {
  let folder: string;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), "qcow2-"));
    const file = openSync(join(folder, "disk.raw"), "w");
    ftruncateSync(file, SIZE);
    writeSync(file, randomBytes(300_000), 0, 300_000, 4096);
    writeSync(file, Buffer.alloc(700_000, "text "), 0, 700_000, 3_000_001);
    writeSync(file, randomBytes(512), 0, 512, SIZE - 512);
    closeSync(file);
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  test.each([
    { options: ["-o", "compat=0.10"] },
    { options: ["-o", "compat=1.1"] },
    { options: ["-o", "cluster_size=512"] },
    { options: ["-o", "cluster_size=2M"] },
    { options: ["-c"] },
    { options: ["-c", "-o", "cluster_size=4k"] },
    { options: ["-c", "-o", "compat=0.10"] },
    { options: ["-o", "lazy_refcounts=on,preallocation=metadata"] },
  ])("reads what $options hold", async ({ options }) => {
    const path = join(folder, "disk.qcow2");
    execFileSync("qemu-img", ["convert", "-f", "raw", "-O", "qcow2", ...options, join(folder, "disk.raw"), path]);
    execFileSync("qemu-img", ["convert", "-f", "qcow2", "-O", "raw", path, join(folder, "back.raw")]);
    const image = await Qcow2Image.open(bufferReader(readFileSync(path)));
    const disk = Buffer.alloc(image.virtualSize);
    for await (const { offset, data } of image.clusters()) data.copy(disk, offset);
    expect(disk.equals(readFileSync(join(folder, "back.raw")))).toBe(true);
  });

  test.each([
    { format: "vmdk", options: [] },
    { format: "vpc", options: [], name: "vhd" },
    { format: "vhdx", options: [] },
    { format: "vdi", options: [] },
    { format: "qed", options: [] },
    {
      format: "qcow2",
      options: [
        "-o",
        "encrypt.format=luks,encrypt.key-secret=s,encrypt.iter-time=1",
        "--object",
        "secret,id=s,data=abc",
      ],
    },
    { format: "qcow2", options: ["-o", "compression_type=zstd"] },
    { format: "qcow2", options: ["-o", "extended_l2=on"] },
  ])("refuses a $format image made with $options", async ({ format, options, name = format }) => {
    const path = join(folder, "other");
    execFileSync("qemu-img", ["create", "-f", format, ...options, path, "4M"]);
    const rules = { claimed: name, permitted: ["raw", "gpt", "qcow2", "iso", name], isDeep: true };
    await expect(inspectImage(bufferReader(readFileSync(path)), rules)).rejects.toMatchObject({ type: "InvalidImage" });
  });
});
