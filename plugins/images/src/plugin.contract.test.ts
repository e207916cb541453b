import { createHash } from "node:crypto";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { aTask } from "@steelyard/driver-contract";
import { describeImages, describeMachineFiles, describePlugin } from "@steelyard/plugin-contract";
import { PUBLIC_ADDRESS, STORE } from "@steelyard/runtime-interfaces";
import { imagesPlugin } from "./plugin.js";
import { aScene } from "./scene.test.support.js";

const BYTES = Buffer.alloc(200_000, "a raw disk ");
const digest = (algorithm: string) => createHash(algorithm).update(BYTES).digest("hex");

describePlugin("images", imagesPlugin, [STORE, PUBLIC_ADDRESS]);

describeMachineFiles("images", async () => {
  const scene = await aScene();
  const otherProcess = await aScene({ store: scene.store, folder: scene.folder });
  const elsewhere = await mkdtemp(join(tmpdir(), "steelyard-elsewhere-"));
  const forbiddenPath = join(elsewhere, "secret.raw");
  await writeFile(forbiddenPath, "not for machines");
  return {
    files: scene.files,
    server: scene.server,
    otherServer: otherProcess.server,
    task: aTask(),
    allowed: { path: await scene.write("disk.raw", BYTES), bytes: BYTES },
    forbiddenPath,
    close: async () => {
      await Promise.all([scene.remove(), otherProcess.remove(), rm(elsewhere, { recursive: true })]);
    },
  };
});

describeImages("images", async () => {
  const scene = await aScene();
  const path = await scene.write("disk.raw", BYTES);
  return {
    images: scene.images,
    image: {
      source: pathToFileURL(path).href,
      sha256: digest("sha256"),
      sha512: digest("sha512"),
      md5: digest("md5"),
    },
    missing: pathToFileURL(join(scene.folder, "none.raw")).href,
    task: (instanceInfo) => aTask({ node: { instanceInfo } }),
    close: () => scene.remove(),
  };
});
