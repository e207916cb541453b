import { createHash, randomBytes } from "node:crypto";
import { open, rename, rm, stat, utimes } from "node:fs/promises";
import { join } from "node:path";
import { DriverError, type JsonObject } from "@steelyard/interfaces";
import type { Checksum } from "../checksums/checksum.js";
import { openFile } from "../sources/open-source.js";
import { shownUrl } from "../sources/shown-url.js";
import type { SourceOpener } from "../sources/source.js";
import { cacheProblem, makeRoom, privateFolder } from "./cache-folder.js";
import { convertToRaw } from "./convert-to-raw.js";
import { detectDiskFormat } from "./disk-format.js";
import { SharedWork } from "./shared-work.js";

/** An image that is served through this process; the same everywhere, because its checksum is part of it. */
export interface CachedImage {
  readonly kind: "cached-image";
  readonly source: string;
  readonly checksum: Checksum;
  readonly isConverted: boolean;
}

export function isCachedImage(description: JsonObject): boolean {
  return description["kind"] === "cached-image";
}

interface Options {
  readonly folder: string;
  /** What the cache may hold, in bytes; an image that is larger is kept alone. */
  readonly sizeBytes: number;
  readonly sources: SourceOpener;
  readonly qemuImg: string;
}

/**
 * Images fetched and checked, and converted to raw where wanted. Files in the cache are complete: they are renamed into it.
 * What was not used for longest goes when room is needed; it is fetched again when it is asked for.
 */
export class ImageCache {
  readonly #options: Options;
  readonly #work = new SharedWork<string>();

  constructor(options: Options) {
    this.#options = options;
  }

  /**
   * The file of an image, fetched now where it is not there yet. Callers that ask for the same image share one fetch.
   * @throws DriverError `IMAGE_NOT_FOUND`, `IMAGE_CHECKSUM_MISMATCH`, `INVALID_PARAMETER` when it cannot be converted
   */
  async get(image: CachedImage, signal: AbortSignal): Promise<{ readonly path: string }> {
    const { folder } = this.#options;
    await privateFolder(folder);
    const { algorithm, value } = image.checksum;
    const path = join(folder, `${algorithm}-${value}${image.isConverted ? ".raw" : ""}`);
    if (!(await isUsedNow(path))) await this.#work.run(path, signal, (shared) => this.#make(image, path, shared));
    return { path };
  }

  async #make(image: CachedImage, path: string, signal: AbortSignal): Promise<string> {
    const draft = `${path}.${randomBytes(6).toString("hex")}.part`;
    try {
      await this.#fetch(image, draft, signal);
      if (image.isConverted) await this.#convert(image, draft, signal);
      await rename(draft, path);
      return path;
    } catch (cause) {
      throw cacheProblem(this.#options.folder, cause);
    } finally {
      await rm(draft, { force: true });
    }
  }

  async #fetch({ source, checksum }: CachedImage, draft: string, signal: AbortSignal): Promise<void> {
    const { sources, folder, sizeBytes } = this.#options;
    const opened = await sources.open(source, signal);
    await makeRoom(folder, sizeBytes - opened.size);
    const hash = createHash(checksum.algorithm);
    const file = await open(draft, "wx", 0o600);
    try {
      for await (const chunk of opened.read(0, opened.size, signal)) {
        hash.update(chunk);
        await file.writeFile(chunk);
      }
      await file.sync();
    } finally {
      await file.close();
    }
    const found = hash.digest("hex");
    if (found !== checksum.value)
      throw new DriverError("IMAGE_CHECKSUM_MISMATCH", {
        image: shownUrl(source),
        algorithm: checksum.algorithm,
        expected: checksum.value,
        found,
      });
  }

  async #convert({ source }: CachedImage, draft: string, signal: AbortSignal): Promise<void> {
    // The bytes on our disk are what counts: the server may have shown others before.
    const format = await detectDiskFormat(await openFile(draft), shownUrl(source), signal);
    if (format !== "qcow2")
      throw new DriverError("INVALID_PARAMETER", { reason: `The image ${shownUrl(source)} is ${format}, not qcow2.` });
    await convertToRaw(draft, { qemuImg: this.#options.qemuImg, signal });
  }
}

/** Whether the file is there; where it is, it counts as used now. */
async function isUsedNow(path: string): Promise<boolean> {
  const found = await stat(path).catch(() => undefined);
  if (found?.isFile() !== true) return false;
  const now = new Date();
  // Another process may have made room in between; then it is fetched.
  return utimes(path, now, now).then(
    () => true,
    () => false,
  );
}
