import { execFile } from "node:child_process";
import { createHash, randomBytes } from "node:crypto";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { promisify } from "node:util";
import { aTask, interopProgram } from "@steelyard/driver-contract";
import type { JsonObject } from "@steelyard/interfaces";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { aScene, bytesOf, fetchPublished, type Scene } from "../scene.test.support.js";

const run = promisify(execFile);
const MIB = 1024 * 1024;
const LOCAL = { forceRawImages: true, imageDownloadSource: "local" } as const;
const sha256 = (bytes: Uint8Array) => createHash("sha256").update(bytes).digest("hex");

const qemuImg = interopProgram("qemu-img");
describe.skipIf(!qemuImg)("qcow2 images made by qemu-img", () => {
  let scene: Scene;
  let disk: Buffer;
  let qcow2: string;
  beforeEach(async () => {
    scene = await aScene({ agent: LOCAL });
    disk = Buffer.concat([randomBytes(3 * MIB), Buffer.alloc(5 * MIB), randomBytes(MIB)]);
    const raw = await scene.write("disk.raw", disk);
    qcow2 = join(scene.folder, "disk.qcow2");
    await run("qemu-img", ["convert", "-c", "-f", "raw", "-O", "qcow2", raw, qcow2]);
  });
  afterEach(() => scene.remove());

  const resolve = (path: string, { images }: Scene = scene, info: JsonObject = {}) =>
    images.resolve(aTask({ node: { instanceInfo: { image_source: pathToFileURL(path).href, ...info } } }));

  test("are handed to the agent as they are, with their format", async () => {
    const plain = await aScene({ folder: scene.folder });
    try {
      const resolved = await resolve(qcow2, plain);
      const bytes = await readFile(qcow2);
      expect(resolved).toMatchObject({ diskFormat: "qcow2", hashAlgorithm: "sha256", hashValue: sha256(bytes) });
      expect((await bytesOf(await fetchPublished(plain.server, resolved.url))).equals(bytes)).toBe(true);
    } finally {
      await plain.remove();
    }
  });

  test("are converted to raw with force_raw_images: content and checksum are those of the disk", async () => {
    const resolved = await resolve(qcow2, scene, { image_checksum: sha256(await readFile(qcow2)) });
    expect(resolved).toMatchObject({ diskFormat: "raw", hashAlgorithm: "sha256", hashValue: sha256(disk) });
    const file = await fetchPublished(scene.server, resolved.url);
    expect(file.size).toBe(disk.length);
    expect((await bytesOf(file)).equals(disk)).toBe(true);
  });

  test("are served converted by another process too, with the same tag", async () => {
    const { url } = await resolve(qcow2);
    const other = await aScene({ agent: LOCAL, folder: scene.folder, store: scene.store });
    try {
      const [one, two] = [await fetchPublished(scene.server, url), await fetchPublished(other.server, url)];
      expect(two.etag).toBe(one.etag);
      expect((await bytesOf(two)).equals(disk)).toBe(true);
    } finally {
      await other.remove();
    }
  });

  test("that name a backing file or a data file are refused before anything is read through them", async () => {
    const secret = await scene.write("secret", Buffer.alloc(MIB, "secret"));
    const backed = join(scene.folder, "backed.qcow2");
    await run("qemu-img", ["create", "-f", "qcow2", "-b", secret, "-F", "raw", backed]);
    await expect(resolve(backed)).rejects.toThrow(/qcow2 with a backing file/);
    const outside = join(scene.folder, "outside.qcow2");
    await run("qemu-img", ["create", "-f", "qcow2", "-o", `data_file=${secret}.data`, outside, "1M"]);
    await expect(resolve(outside)).rejects.toThrow(/external data file/);
  });

  test("that are damaged fail with what qemu-img says", async () => {
    const bytes = await readFile(qcow2);
    bytes.writeUInt32BE(200, 20);
    const damaged = await scene.write("damaged.qcow2", bytes);
    await expect(resolve(damaged)).rejects.toMatchObject({
      code: "INVALID_PARAMETER",
      message: expect.stringMatching(/could not be converted to raw: qemu-img: .*[Cc]luster/) as string,
    });
  });
});

test("says so where the program is not installed", async () => {
  const scene = await aScene({ agent: LOCAL, qemuImg: "no-such-qemu-img" });
  try {
    const header = Buffer.alloc(65_536);
    header.write("QFI\xfb\0\0\0\x03", "latin1");
    const path = join(scene.folder, "disk.qcow2");
    await writeFile(path, header);
    const task = aTask({ node: { instanceInfo: { image_source: pathToFileURL(path).href } } });
    await expect(scene.images.resolve(task)).rejects.toThrow(/converted to raw: no-such-qemu-img is not installed/);
  } finally {
    await scene.remove();
  }
});
