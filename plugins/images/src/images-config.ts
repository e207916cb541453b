import { tmpdir } from "node:os";
import { join } from "node:path";
import { defineConfig, OPTION } from "@steelyard/interfaces";

/** Section `images`. @public */
export interface ImagesConfig {
  readonly cacheFolder: string | null;
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
  requestTimeout: {
    summary: "How long an image server may take to begin its answer, in seconds.",
    schema: OPTION.seconds,
    default: 60,
  },
  qemuImg: { summary: "The program that converts images.", schema: OPTION.text, default: "qemu-img" },
});

/** The folder of the cache. */
export function cacheFolderOf({ cacheFolder }: ImagesConfig): string {
  return cacheFolder ?? join(tmpdir(), "steelyard-images");
}
