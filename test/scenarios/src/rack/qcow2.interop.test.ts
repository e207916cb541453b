import { execFile } from "node:child_process";
import { createHash } from "node:crypto";
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { promisify } from "node:util";
import { interopProgram } from "@steelyard/driver-contract";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { RackBench } from "./rack-bench.js";

const run = promisify(execFile);
const SECTOR = 512;
const sha256 = (bytes: Uint8Array) => createHash("sha256").update(bytes).digest("hex");

describe.skipIf(!interopProgram("qemu-img"))("a qcow2 image", () => {
  let bench: RackBench;
  let raw: Buffer;
  beforeAll(async () => {
    bench = await RackBench.open([
      { name: "plain" },
      { name: "compressed", protocols: ["ipmi"] },
      { name: "converted" },
    ]);
    raw = await readFile(bench.artifacts.images["x86_64"]?.path ?? "");
    await bench.makeAvailable("plain", "compressed", "converted");
  });
  afterAll(() => bench?.close());

  async function qcow2(name: string, ...options: readonly string[]): Promise<object> {
    const path = join(bench.folder, `${name}.qcow2`);
    const from = bench.artifacts.images["x86_64"]?.path ?? "";
    await run("qemu-img", ["convert", "-f", "raw", "-O", "qcow2", ...options, from, path]);
    return {
      image_source: pathToFileURL(path).href,
      image_disk_format: "qcow2",
      image_os_hash_algo: "sha256",
      image_os_hash_value: sha256(await readFile(path)),
    };
  }

  async function expectImage(name: string): Promise<void> {
    const end = raw.length - 33 * SECTOR;
    const found = await bench.disk(name, 34 * SECTOR, end - 34 * SECTOR);
    expect(sha256(found)).toBe(sha256(raw.subarray(34 * SECTOR, end)));
    await bench.runsInstance(name);
  }

  it("is handed to the agent as such, and read by it", async () => {
    await bench.deploy("plain", await qcow2("plain"));
    await expectImage("plain");
  });

  it("may be compressed", async () => {
    await bench.deploy("compressed", await qcow2("compressed", "-c"));
    await expectImage("compressed");
  });

  it("that is said to be raw is refused and not written", async () => {
    await bench.setInstance("converted", { ...(await qcow2("lie")), image_disk_format: "raw" });
    const failed = await bench.provision("converted", "active", "deploy failed");
    expect(failed.last_error).toMatch(/qcow2/);
    await bench.deploy("converted", await qcow2("truth"));
    await expectImage("converted");
  });
});

describe.skipIf(!interopProgram("qemu-img"))("a qcow2 image with force_raw_images", () => {
  it("is converted here, and the agent gets raw bytes", async () => {
    const bench = await RackBench.open([{ name: "m" }], () => ({
      agent: { forceRawImages: true, imageDownloadSource: "local" },
    }));
    try {
      await bench.makeAvailable("m");
      const path = join(bench.folder, "image.qcow2");
      const image = bench.artifacts.images["x86_64"];
      await run("qemu-img", ["convert", "-f", "raw", "-O", "qcow2", image?.path ?? "", path]);
      await bench.deploy("m", {
        image_source: pathToFileURL(path).href,
        image_disk_format: "qcow2",
        image_os_hash_algo: "sha256",
        image_os_hash_value: sha256(await readFile(path)),
      });
      await bench.runsInstance("m");
      const cached = await readdir(join(bench.folder, "images"), { recursive: true, withFileTypes: true });
      const files = cached.filter((each) => each.isFile()).map((each) => join(each.parentPath, each.name));
      const digests = await Promise.all(files.map(async (file) => sha256(await readFile(file))));
      expect(digests).toContain(image?.sha256);
    } finally {
      await bench.close();
    }
  });
});
