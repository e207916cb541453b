import { aTask } from "@steelyard/driver-contract";
import { efiSystemPartition, readAll } from "@steelyard/iso9660";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { ImageServer } from "../image-server.test.support.js";
import { aScene, bytesOf, fetchPublished, type Scene, signal } from "../scene.test.support.js";
import type { BootIso } from "./boot-iso.js";

let server: ImageServer;
let scene: Scene;
beforeEach(async () => {
  const loader = { path: "EFI/BOOT/BOOTX64.EFI", bytes: Buffer.from("MZ") };
  server = (await ImageServer.start())
    .put("/kernel", Buffer.alloc(100_000, "kernel"))
    .put("/initrd", Buffer.alloc(300_000, "initrd"))
    .put("/esp", await readAll(efiSystemPartition([loader]), signal));
  scene = await aScene();
});
afterEach(async () => {
  await server.stop();
  await scene.remove();
});

const aBootIso = (change: Partial<BootIso> = {}): BootIso => ({
  kind: "boot-iso",
  kernel: server.url("/kernel"),
  ramdisk: server.url("/initrd"),
  kernelParameters: "ipa-api-url=http://api.test",
  bootMode: "uefi",
  architecture: "x86_64",
  bootloader: server.url("/esp"),
  files: { "openstack/latest/network_data.json": { links: [] } },
  ...change,
});

describe("a boot ISO", () => {
  test("is the same from two processes: bytes, tag and every range", async () => {
    const url = await scene.files.publish(aTask(), "boot.iso", aBootIso(), { for: "bmc" });
    const other = await aScene({ store: scene.store });
    try {
      const [one, two] = [await fetchPublished(scene.server, url), await fetchPublished(other.server, url)];
      expect(two.etag).toBe(one.etag);
      const [whole, again] = [await bytesOf(one), await bytesOf(two)];
      expect(again.equals(whole)).toBe(true);
      expect(whole).toHaveLength(one.size);
      for (const [start, end] of [
        [0, 1],
        [32_768, 34_816],
        [one.size - 1, one.size],
        [60_000, 400_000],
      ] as const)
        expect((await bytesOf(two, start, end)).equals(whole.subarray(start, end))).toBe(true);
    } finally {
      await other.remove();
    }
  });

  test("reads of its kernel only what a range needs", async () => {
    const url = await scene.files.publish(aTask(), "boot.iso", aBootIso());
    const file = await fetchPublished(scene.server, url);
    server.seen.length = 0;
    await bytesOf(file, 0, 34_816);
    expect(server.seen).toEqual([]);
  });

  test("has another tag with other parameters, and with another ramdisk at the same URL", async () => {
    const task = aTask();
    const tag = async (iso: BootIso, from: Scene) =>
      (await fetchPublished(from.server, await scene.files.publish(task, "boot.iso", iso))).etag;
    const first = await tag(aBootIso(), scene);
    const changed = await tag(aBootIso({ kernelParameters: "quiet" }), scene);
    server.put("/initrd", Buffer.alloc(300_000, "another"));
    const fresh = await aScene({ store: scene.store });
    try {
      const replaced = await tag(aBootIso(), fresh);
      expect(new Set([first, changed, replaced]).size).toBe(3);
    } finally {
      await fresh.remove();
    }
  });

  test("never mixes two ramdisks: a range fails once the file behind it has changed", async () => {
    const file = await fetchPublished(scene.server, await scene.files.publish(aTask(), "boot.iso", aBootIso()));
    server.put("/initrd", Buffer.alloc(300_000, "another"));
    await expect(bytesOf(file)).rejects.toThrow(/initrd could not be fetched: it changed while it was read/);
  });

  test("is refused for a machine in BIOS mode, which it could not start", async () => {
    await expect(scene.files.publish(aTask(), "boot.iso", aBootIso({ bootMode: "bios" }))).rejects.toMatchObject({
      code: "NOT_SUPPORTED",
    });
    expect(scene.store.rows).toHaveLength(0);
  });

  test("says which of its parts is missing", async () => {
    const url = await scene.files.publish(aTask(), "boot.iso", aBootIso({ bootloader: server.url("/none") }));
    await expect(fetchPublished(scene.server, url)).rejects.toMatchObject({
      code: "IMAGE_NOT_FOUND",
      message: expect.stringContaining(server.url("/none")) as string,
    });
  });
});

test("a row of a kind that this release does not know is an error", async () => {
  const { id } = await scene.store.put("node", "a", { kind: "hologram" });
  await expect(scene.server.open(id, "a", signal)).rejects.toThrow(/a file of the kind hologram/);
});
