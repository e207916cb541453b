import { createHash } from "node:crypto";
import { pathToFileURL } from "node:url";
import { aTask } from "@steelyard/driver-contract";
import type { JsonObject } from "@steelyard/interfaces";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { ImageServer } from "../image-server.test.support.js";
import { API, aScene, bytesOf, fetchPublished, type Scene, type SceneOptions } from "../scene.test.support.js";

const RAW = Buffer.alloc(300_000, "a raw disk ");
const QCOW2 = Buffer.concat([Buffer.from("QFI\xfb\0\0\0\x03", "latin1"), Buffer.alloc(70_000)]);
const digest = (algorithm: string, bytes: Uint8Array) => createHash(algorithm).update(bytes).digest("hex");
const SHA256 = digest("sha256", RAW);
const MD5 = digest("md5", RAW);

let server: ImageServer;
const scenes: Scene[] = [];
beforeEach(async () => {
  server = (await ImageServer.start()).put("/disk.raw", RAW).put("/disk.qcow2", QCOW2);
});
afterEach(async () => {
  await server.stop();
  await Promise.all(scenes.splice(0).map((scene) => scene.remove()));
});

async function scene(options: SceneOptions = {}): Promise<Scene> {
  const made = await aScene(options);
  scenes.push(made);
  return made;
}
const taskOf = (instanceInfo: JsonObject, driverInfo: JsonObject = {}) => aTask({ node: { instanceInfo, driverInfo } });

describe("an image behind http", () => {
  test("is told to the agent as it is: its URL, format and checksum", async () => {
    const { images } = await scene();
    const url = `${server.url("/disk.raw", "u:p")}?sig=1`;
    expect(await images.resolve(taskOf({ image_source: url, image_checksum: SHA256 }))).toEqual({
      url,
      diskFormat: "raw",
      hashAlgorithm: "sha256",
      hashValue: SHA256,
    });
  });

  test("is a qcow2 by its bytes, whatever it is called", async () => {
    const { images } = await scene();
    server.put("/image", QCOW2);
    const value = digest("sha512", QCOW2);
    const info = { image_source: server.url("/image"), image_os_hash_algo: "sha512", image_os_hash_value: value };
    expect(await images.resolve(taskOf(info))).toMatchObject({
      diskFormat: "qcow2",
      hashAlgorithm: "sha512",
      hashValue: value,
    });
  });

  test("has its checksum in a file", async () => {
    const { images } = await scene();
    server.put("/SHA256SUMS", `${"0".repeat(64)}  other.raw\n${SHA256} *disk.raw\n`);
    const info = { image_source: server.url("/disk.raw"), image_checksum: server.url("/SHA256SUMS") };
    expect((await images.resolve(taskOf(info))).hashValue).toBe(SHA256);
  });

  test("may have a name with escapes that mean nothing", async () => {
    const { images } = await scene();
    server.put("/100%.raw", RAW).put("/SUMS", `${SHA256}  100%.raw`);
    const info = { image_source: server.url("/100%.raw"), image_checksum: server.url("/SUMS") };
    expect((await images.resolve(taskOf(info))).hashValue).toBe(SHA256);
  });

  test("goes through us when it is to be downloaded locally, checked on the way", async () => {
    const { images, server: files } = await scene({ agent: { imageDownloadSource: "local" } });
    const info = { image_source: server.url("/disk.raw", "u:p"), image_checksum: SHA256 };
    const { url, ...others } = await images.resolve(taskOf(info));
    expect(others).toEqual({ diskFormat: "raw", hashAlgorithm: "sha256", hashValue: SHA256 });
    expect(url).toMatch(new RegExp(`^${API}/files/[^/]+/image$`));
    const file = await fetchPublished(files, url);
    expect((await bytesOf(file)).equals(RAW)).toBe(true);
    expect((await bytesOf(file, 100, 200)).equals(RAW.subarray(100, 200))).toBe(true);
    expect(server.seen.filter((line) => line.startsWith("GET"))).toHaveLength(2);
  });

  test.each<[string, JsonObject, JsonObject, boolean]>([
    ["the node says local", {}, { image_download_source: "local" }, true],
    ["the instance says http", { image_download_source: "http" }, { image_download_source: "local" }, false],
  ])("is downloaded as %s", async (_title, instanceInfo, driverInfo, isLocal) => {
    const { images } = await scene();
    const info = { image_source: server.url("/disk.raw"), image_checksum: SHA256, ...instanceInfo };
    expect((await images.resolve(taskOf(info, driverInfo))).url.startsWith(API)).toBe(isLocal);
  });

  test("that goes through us and has another checksum fails with both", async () => {
    const { images } = await scene({ agent: { imageDownloadSource: "local" } });
    const info = { image_source: `${server.url("/disk.raw")}?sig=hunter2`, image_checksum: "0".repeat(64) };
    const error = await images.resolve(taskOf(info)).catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({
      code: "IMAGE_CHECKSUM_MISMATCH",
      details: { image: server.url("/disk.raw"), expected: "0".repeat(64), found: SHA256, algorithm: "sha256" },
    });
    expect((error as Error).message).not.toContain("hunter2");
  });
});

describe("MD5", () => {
  test.each(["image_checksum", "SUMS"])("is refused and its option named: %s", async (kind) => {
    const { images } = await scene();
    server.put("/SUMS", `${MD5}  disk.raw`);
    const info = { image_source: server.url("/disk.raw"), image_checksum: kind === "SUMS" ? server.url("/SUMS") : MD5 };
    await expect(images.resolve(taskOf(info))).rejects.toMatchObject({
      code: "IMAGE_CHECKSUM_UNUSABLE",
      message: expect.stringContaining("[agent] allow_md5_checksum") as string,
    });
  });

  test("is taken with the option, also for an image that goes through us", async () => {
    const { images } = await scene({ agent: { allowMd5Checksum: true, imageDownloadSource: "local" } });
    const info = { image_source: server.url("/disk.raw"), image_checksum: MD5 };
    images.validate(info);
    expect(await images.resolve(taskOf(info))).toMatchObject({ hashAlgorithm: "md5", hashValue: MD5 });
    const wrong = { ...info, image_checksum: MD5.replaceAll(/[0-9]/g, "0") };
    await expect(images.resolve(taskOf(wrong))).rejects.toMatchObject({ code: "IMAGE_CHECKSUM_MISMATCH" });
  });
});

describe("an image of this host", () => {
  test("is served by us, and hashed where no checksum is given", async () => {
    const { images, write, server: files } = await scene();
    const image_source = pathToFileURL(await write("my disk.raw", RAW)).href;
    const resolved = await images.resolve(taskOf({ image_source }));
    expect(resolved).toMatchObject({ diskFormat: "raw", hashAlgorithm: "sha256", hashValue: SHA256 });
    expect((await bytesOf(await fetchPublished(files, resolved.url))).equals(RAW)).toBe(true);
  });

  test("keeps the checksum it is given", async () => {
    const { images, write } = await scene();
    const image_source = pathToFileURL(await write("disk.raw", RAW)).href;
    const resolved = await images.resolve(taskOf({ image_source, image_checksum: "A".repeat(64) }));
    expect(resolved.hashValue).toBe("a".repeat(64));
  });

  test("is not served from outside the allowed folders", async () => {
    const { images } = await scene();
    await expect(images.resolve(taskOf({ image_source: "file:///etc/hostname" }))).rejects.toThrow(
      /file_url_allowed_paths/,
    );
  });
});

describe("what a node says of its image is refused", () => {
  const good = { image_source: "http://images.test/disk.raw", image_checksum: SHA256 };
  test.each<{ title: string; info: JsonObject; code: string; reason: RegExp }>([
    { title: "no source", info: {}, code: "MISSING_PARAMETER", reason: /image_source is not set/ },
    { title: "a name", info: { image_source: "cirros" }, code: "INVALID_PARAMETER", reason: /http, https or file URL/ },
    {
      title: "another scheme",
      info: { ...good, image_source: "glance://u:hunter2@x" },
      code: "INVALID_PARAMETER",
      reason: /http, https or file URL/,
    },
    {
      title: "no checksum",
      info: { image_source: good.image_source },
      code: "IMAGE_CHECKSUM_UNUSABLE",
      reason: /Set instance_info\/image_checksum/,
    },
    {
      title: "another format",
      info: { ...good, image_disk_format: "vmdk" },
      code: "INVALID_PARAMETER",
      reason: /"vmdk" is not one of raw, qcow2/,
    },
    {
      title: "a partition image",
      info: { ...good, kernel: "http://images.test/kernel" },
      code: "INVALID_PARAMETER",
      reason: /partition image/,
    },
  ])("$title", async ({ info, code, reason }) => {
    const { images } = await scene();
    expect(() => images.validate(info)).toThrow(expect.objectContaining({ code }));
    const error = await images.resolve(taskOf(info)).catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ code, message: expect.stringMatching(reason) as string });
    expect((error as Error).message).not.toContain("hunter2");
  });

  test.each<[string, JsonObject, SceneOptions["agent"] | undefined, RegExp]>([
    ["raw for a qcow2", { image_disk_format: "raw" }, undefined, /is qcow2, and .*image_disk_format says raw/],
    ["a format that is not permitted", {}, { permittedImageFormats: ["raw"] }, /permitted_image_formats allows raw/],
    ["a download source", { image_download_source: "swift" }, undefined, /"swift", not http or local/],
  ])("once its bytes were looked at: %s", async (_title, info, agent, reason) => {
    const { images } = await scene({ agent: agent ?? {} });
    const image = { image_source: server.url("/disk.qcow2"), image_checksum: digest("sha256", QCOW2), ...info };
    await expect(images.resolve(taskOf(image))).rejects.toMatchObject({
      code: "INVALID_PARAMETER",
      message: expect.stringMatching(reason) as string,
    });
  });

  test("an image or a checksum file that is not there", async () => {
    const { images } = await scene();
    const missing = { image_source: server.url("/none", "u:hunter2"), image_checksum: SHA256 };
    const error = await images.resolve(taskOf(missing)).catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ code: "IMAGE_NOT_FOUND", message: expect.stringContaining("status 404") as string });
    expect((error as Error).message).not.toContain("hunter2");
    const noSums = { image_source: server.url("/disk.raw"), image_checksum: server.url("/none") };
    await expect(images.resolve(taskOf(noSums))).rejects.toMatchObject({ code: "IMAGE_NOT_FOUND" });
  });

  test("a checksum file that is an image", async () => {
    const { images } = await scene();
    server.put("/SUMS", Buffer.alloc(9 * 1024 * 1024));
    const info = { image_source: server.url("/disk.raw"), image_checksum: server.url("/SUMS") };
    await expect(images.resolve(taskOf(info))).rejects.toThrow(/9437184 bytes; that is no checksum file/);
  });
});

test("nothing is published for a node that another process holds", async () => {
  const { images, write, store } = await scene();
  const task = taskOf({ image_source: pathToFileURL(await write("disk.raw", RAW)).href });
  task.lose();
  await expect(images.resolve(task)).rejects.toMatchObject({ code: "RESERVATION_LOST" });
  expect(store.rows).toHaveLength(0);
});
