import { tmpdir } from "node:os";
import { join } from "node:path";
import { defineConfig, OPTION } from "@steelyard/interfaces";

/** Section `images`. @public */
export interface ImagesConfig {
  readonly cacheFolder: string | null;
  readonly cacheSizeGib: number;
  readonly requestTimeout: number;
  readonly qemuImg: string;
}

/** @public */
export const IMAGES_CONFIG = defineConfig<ImagesConfig>("images", {
  cacheFolder: {
    summary: "Folder of images that are served through this process; null: one in the machine's temporary folder.",
    schema: OPTION.optionalText,
    default: null,
  },
  cacheSizeGib: {
    summary: "What the folder may hold, in GiB; what was not used for longest goes first.",
    schema: { type: "number", exclusiveMinimum: 0 },
    default: 20,
  },
  requestTimeout: {
    summary: "How long an image server may stay silent, in seconds.",
    schema: { type: "number", exclusiveMinimum: 0 },
    default: 60,
  },
  qemuImg: { summary: "The program that converts images.", schema: OPTION.text, default: "qemu-img" },
});

/** The folder of the cache. */
export function cacheFolderOf({ cacheFolder }: ImagesConfig): string {
  return cacheFolder ?? join(tmpdir(), "steelyard-images");
}
