import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import { gzipSync } from "node:zlib";
import { configDriveIso, readAll } from "@steelyard/iso9660";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { ImageServer } from "./image-server.js";
import { partitionNamed, TABLE_BYTES } from "./partition-named.js";
import { RackBench } from "./rack-bench.js";

const SECTOR = 512;
const digest = (algorithm: string, bytes: Uint8Array) => createHash(algorithm).update(bytes).digest("hex");

let bench: RackBench;
let images: ImageServer;
let raw: Buffer;
beforeAll(async () => {
  images = await ImageServer.start();
  bench = await RackBench.open(
    ["a", "b", "c", "d", "e", "f", "g", "h"].map((name) => ({
      name,
      protocols: [name < "d" ? "redfish" : "ipmi"] as const,
    })),
    () => ({ agent: { kernelAppendParams: "ipa-image-download-connection-retries=1" } }),
  );
  raw = await readFile(bench.artifacts.images["x86_64"]?.path ?? "");
  images.files.set("disk.raw", { bytes: raw });
  images.files.set("SHA256SUMS", { bytes: Buffer.from(`${digest("sha256", raw)}  disk.raw\n`) });
  await bench.makeAvailable("a", "b", "c", "d", "e", "f", "g", "h");
});
afterAll(async () => {
  await bench?.close();
  await images?.close();
});

/** The disk holds the image between the partition tables. */
async function expectImage(name: string, image: Buffer): Promise<void> {
  const end = image.length - 33 * SECTOR;
  const found = await bench.disk(name, 34 * SECTOR, end - 34 * SECTOR);
  expect(digest("sha256", found)).toBe(digest("sha256", image.subarray(34 * SECTOR, end)));
  await bench.runsInstance(name);
}

/** The disk has a config drive that says `text`. */
async function expectConfigDrive(name: string, text: string): Promise<void> {
  const partition = partitionNamed(await bench.disk(name, 0, TABLE_BYTES), "config-2");
  if (partition === undefined) throw new Error("there is no partition config-2");
  const iso = await bench.disk(name, partition.start, Math.min(partition.length, 1024 * 1024));
  expect(iso.toString("latin1", 16 * 2048 + 1, 16 * 2048 + 6)).toBe("CD001");
  expect(iso.toString("latin1", 16 * 2048 + 40, 16 * 2048 + 72).trim()).toBe("config-2");
  expect(iso.includes(text)).toBe(true);
}

function driveSaying(text: string): Promise<Uint8Array> {
  return readAll(configDriveIso({ metaData: { uuid: "u" }, userData: text }), AbortSignal.timeout(10_000));
}

describe.concurrent("images and config drives", () => {
  it("over http with sha512, and a config drive from an object", async () => {
    const image = { image_source: images.url("disk.raw"), image_disk_format: "raw" };
    const hash = { image_os_hash_algo: "sha512", image_os_hash_value: digest("sha512", raw) };
    const configdrive = { meta_data: { name: "a" }, user_data: "#cloud-config for a" };
    await bench.deploy("a", { ...image, ...hash }, { configdrive });
    await expectImage("a", raw);
    await expectConfigDrive("a", "#cloud-config for a");
  });

  it("from a file with sha256, and a config drive as gzipped ISO in base64", async () => {
    const configdrive = gzipSync(await driveSaying("#cloud-config for b")).toString("base64");
    await bench.deploy("b", bench.imageFor("b"), { configdrive });
    await expectImage("b", raw);
    await expectConfigDrive("b", "#cloud-config for b");
  });

  it("with the URL of a checksum file, and a config drive from a URL", async () => {
    const drive = gzipSync(await driveSaying("#cloud-config for d"));
    images.files.set("drive", { bytes: Buffer.from(drive.toString("base64")) });
    const image = { image_source: images.url("disk.raw"), image_disk_format: "raw" };
    await bench.deploy(
      "d",
      { ...image, image_checksum: images.url("SHA256SUMS") },
      { configdrive: images.url("drive") },
    );
    await expectImage("d", raw);
    await expectConfigDrive("d", "#cloud-config for d");
  });

  it("through this process, where the node's machine can not reach the image server itself", async () => {
    images.files.set("local.raw", { bytes: raw });
    const image = { ...bench.imageFor("g"), image_source: images.url("local.raw"), image_download_source: "local" };
    await bench.setInstance("g", image);
    const since = bench.rack.journal.entries.length;
    await bench.ask("PUT", "/v1/nodes/g/states/provision", { target: "active" });
    await bench.happens("g", ({ effect }) => effect === "agent-start", since);
    images.files.delete("local.raw");
    await bench.rests("g", "active");
    await expectImage("g", raw);
  });

  it("whose server is told by a URL with a password shows neither it nor the query in its error", async () => {
    const url = new URL(images.url("private.raw?signature=s3cr3t-signature"));
    url.username = "reader";
    url.password = "s3cr3t-password";
    await bench.setInstance("h", { ...bench.imageFor("h"), image_source: url.href });
    const failed = await bench.provision("h", "active", "deploy failed");
    expect(failed.last_error).toMatch(/private\.raw.*404/);
    expect(failed.last_error).not.toContain("s3cr3t");
    expect((await bench.history("h")).join()).not.toContain("s3cr3t");
    await bench.deploy("h");
    await expectImage("h", raw);
  });

  it("is refused with an MD5 checksum, by the name of the option that allows it", async () => {
    await bench.setInstance("c", {
      image_source: images.url("disk.raw"),
      image_disk_format: "raw",
      image_checksum: digest("md5", raw),
    });
    const { status, text } = await bench.call("PUT", "/v1/nodes/c/states/provision", { target: "active" });
    expect(status).toBe(400);
    expect(text).toContain("[agent] allow_md5_checksum");
    expect((await bench.node("c")).provision_state).toBe("available");
    await bench.deploy("c");
    await expectImage("c", raw);
  });

  it("that is missing fails the deploy before the machine is touched, and the next deploy goes on", async () => {
    const image = { ...bench.imageFor("e"), image_source: images.url("nowhere.raw") };
    await bench.setInstance("e", image);
    const failed = await bench.provision("e", "active", "deploy failed");
    expect(failed.last_error).toMatch(/nowhere\.raw.*404/);
    expect(bench.rack.journal.entries.some(({ machine, effect }) => machine === "e" && effect === "agent-start")).toBe(
      false,
    );
    await bench.deploy("e");
    await expectImage("e", raw);
  });

  it("that ends too early fails the deploy and says so, and the next deploy goes on", async () => {
    images.files.set("short.raw", { bytes: raw, sent: 4 * 1024 * 1024 });
    await bench.setInstance("f", { ...bench.imageFor("f"), image_source: images.url("short.raw") });
    const failed = await bench.provision("f", "active", "deploy failed");
    expect(failed.last_error).toMatch(/write_image/);
    expect(failed.last_error).toMatch(/short\.raw/);
    await bench.deploy("f");
    await expectImage("f", raw);
  });
});

describe("MD5 where the operator allows it", () => {
  it("is taken and checked", async () => {
    const allowing = await RackBench.open([{ name: "m" }, { name: "n" }], () => ({
      agent: { allowMd5Checksum: true },
    }));
    try {
      await allowing.makeAvailable("m", "n");
      const image = { image_source: images.url("disk.raw"), image_disk_format: "raw" };
      await allowing.setInstance("n", { ...image, image_checksum: "0".repeat(32) });
      const [, failed] = await Promise.all([
        allowing.deploy("m", { ...image, image_checksum: digest("md5", raw) }),
        allowing.provision("n", "active", "deploy failed"),
      ]);
      expect(failed.last_error).toMatch(/checksum/);
      await allowing.runsInstance("m");
    } finally {
      await allowing.close();
    }
  });
});
