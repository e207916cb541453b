import { createHash } from "node:crypto";
import { chmod, mkdir, readdir, stat, utimes, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { ImageServer, sendFile } from "../image-server.test.support.js";
import { aScene, type Scene, signal } from "../scene.test.support.js";
import { makeRoom } from "./cache-folder.js";
import type { CachedImage } from "./image-cache.js";

let server: ImageServer;
let scene: Scene;
beforeEach(async () => {
  server = await ImageServer.start();
  scene = await aScene({ cacheBytes: 100_000 });
});
afterEach(async () => {
  await server.stop();
  await scene.remove();
});

function image(path: string, bytes: Buffer): CachedImage {
  server.put(path, bytes);
  const value = createHash("sha256").update(bytes).digest("hex");
  return {
    kind: "cached-image",
    source: server.url(path),
    checksum: { algorithm: "sha256", value },
    isConverted: false,
  };
}
const bytes = (letter: string) => Buffer.alloc(40_000, letter);
const gets = () => server.seen.filter((line) => line.startsWith("GET")).length;

describe("the image cache", () => {
  test("fetches an image once, for callers at once and later", async () => {
    const a = image("/a", bytes("a"));
    const [first, second] = await Promise.all([scene.cache.get(a, signal), scene.cache.get(a, signal)]);
    expect(first).toEqual(second);
    expect(await scene.cache.get(a, signal)).toEqual(first);
    expect(gets()).toBe(1);
    expect((await stat(first.path)).mode & 0o777).toBe(0o600);
  });

  test("keeps nothing of an image that is wrong or breaks off", async () => {
    const wrong = { ...image("/a", bytes("a")), checksum: { algorithm: "sha256" as const, value: "0".repeat(64) } };
    await expect(scene.cache.get(wrong, signal)).rejects.toMatchObject({ code: "IMAGE_CHECKSUM_MISMATCH" });
    const broken = image("/b", bytes("b"));
    server.on("/b", (request, response) => {
      if (request.method === "HEAD") return sendFile(request, response, bytes("b"), {});
      response.writeHead(206, { "content-range": "bytes 0-39999/40000", "content-length": 40_000 });
      response.write("b", () => response.destroy());
    });
    await expect(scene.cache.get(broken, signal)).rejects.toMatchObject({ code: "IMAGE_NOT_FOUND" });
    expect(await readdir(scene.cacheFolder)).toEqual([]);
  });

  test("fetches on for the other when the first caller gives up", async () => {
    const a = image("/a", bytes("a"));
    const asked = new Promise<void>((resolve) => {
      server.on("/a", (request, response) => {
        if (request.method === "HEAD") return sendFile(request, response, bytes("a"), {});
        resolve();
        void given.then(() => sendFile(request, response, bytes("a"), {}));
      });
    });
    let give = (): void => undefined;
    const given = new Promise<void>((resolve) => {
      give = resolve;
    });
    const impatient = new AbortController();
    const first = scene.cache.get(a, impatient.signal);
    const second = scene.cache.get(a, signal);
    await asked;
    impatient.abort(new Error("no time"));
    await expect(first).rejects.toThrow("no time");
    give();
    expect((await stat((await second).path)).size).toBe(40_000);
  });

  test("makes room by what was not used for longest", async () => {
    const [a, b, c] = [image("/a", bytes("a")), image("/b", bytes("b")), image("/c", bytes("c"))];
    const { path: pathOfA } = await scene.cache.get(a, signal);
    const { path: pathOfB } = await scene.cache.get(b, signal);
    await utimes(pathOfA, 1000, 1000);
    await utimes(pathOfB, 2000, 2000);
    await scene.cache.get(a, signal);
    await scene.cache.get(c, signal);
    const kept = await readdir(scene.cacheFolder);
    expect(kept.toSorted()).toEqual([a, c].map(({ checksum }) => `sha256-${checksum.value}`).toSorted());
    await scene.cache.get(b, signal);
    expect(gets()).toBe(4);
  });

  test("keeps an image that is larger than the cache, alone", async () => {
    await scene.cache.get(image("/a", bytes("a")), signal);
    const large = image("/large", Buffer.alloc(200_000, "l"));
    await scene.cache.get(large, signal);
    expect(await readdir(scene.cacheFolder)).toEqual([`sha256-${large.checksum.value}`]);
  });

  test("removes drafts of processes that died, and leaves those of today", async () => {
    await mkdir(scene.cacheFolder);
    await writeFile(join(scene.cacheFolder, "old.part"), "");
    await writeFile(join(scene.cacheFolder, "new.part"), "");
    await utimes(join(scene.cacheFolder, "old.part"), 1000, 1000);
    await makeRoom(scene.cacheFolder, 1000);
    expect(await readdir(scene.cacheFolder)).toEqual(["new.part"]);
  });

  test("says so when its folder cannot be used", async () => {
    await writeFile(scene.cacheFolder, "a file");
    await expect(scene.cache.get(image("/a", bytes("a")), signal)).rejects.toMatchObject({
      code: "INTERNAL",
      message: expect.stringContaining(`The image cache ${scene.cacheFolder} cannot be used (EEXIST)`) as string,
    });
  });

  test("trusts no folder that everybody may write to", async () => {
    await mkdir(scene.cacheFolder);
    await chmod(scene.cacheFolder, 0o777);
    await expect(scene.cache.get(image("/a", bytes("a")), signal)).rejects.toThrow(/set \[images\] cache_folder/);
    expect(gets()).toBe(0);
  });
});
