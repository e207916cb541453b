import { execFile } from "node:child_process";
import { createHash, randomBytes } from "node:crypto";
import { mkdir, open, rename, rm, stat } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { DriverError, type JsonObject } from "@steelyard/interfaces";
import type { Checksum } from "../checksums/checksum.js";
import { shownUrl } from "../sources/shown-url.js";
import type { SourceOpener } from "../sources/source.js";

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

const runFile = promisify(execFile);
const CONVERSION_LIMIT_MS = 3_600_000;

/** Images fetched and checked, and converted to raw where wanted. Files in the cache are complete: they are renamed into it. */
export class ImageCache {
  readonly #folder: string;
  readonly #sources: SourceOpener;
  readonly #qemuImg: string;
  readonly #running = new Map<string, Promise<string>>();

  constructor(parts: { readonly folder: string; readonly sources: SourceOpener; readonly qemuImg: string }) {
    this.#folder = parts.folder;
    this.#sources = parts.sources;
    this.#qemuImg = parts.qemuImg;
  }

  /**
   * The file of an image, fetched now where it is not there yet.
   * @throws DriverError `IMAGE_NOT_FOUND`, `IMAGE_CHECKSUM_MISMATCH`, `INVALID_PARAMETER` when it cannot be converted
   */
  async get(image: CachedImage, signal: AbortSignal): Promise<{ readonly path: string }> {
    const { algorithm, value } = image.checksum;
    const name = `${algorithm}-${value}${image.isConverted ? ".raw" : ""}`;
    const path = join(this.#folder, name);
    if (await isFile(path)) return { path };
    let work = this.#running.get(name);
    if (work === undefined) {
      work = this.#make(image, path, signal).finally(() => this.#running.delete(name));
      this.#running.set(name, work);
    }
    return { path: await work };
  }

  async #make(image: CachedImage, path: string, signal: AbortSignal): Promise<string> {
    await mkdir(this.#folder, { recursive: true, mode: 0o700 });
    const draft = `${path}.${randomBytes(6).toString("hex")}.part`;
    try {
      await this.#fetch(image, draft, signal);
      if (image.isConverted) await this.#convert(draft, signal);
      await rename(draft, path);
      return path;
    } finally {
      await rm(draft, { force: true });
    }
  }

  async #fetch({ source, checksum }: CachedImage, draft: string, signal: AbortSignal): Promise<void> {
    const opened = await this.#sources.open(source, signal);
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

  async #convert(draft: string, signal: AbortSignal): Promise<void> {
    const raw = `${draft}.raw`;
    const args = ["convert", "-f", "qcow2", "-O", "raw", draft, raw];
    try {
      await runFile(this.#qemuImg, args, { signal, timeout: CONVERSION_LIMIT_MS });
      await rename(raw, draft);
    } catch (cause) {
      signal.throwIfAborted();
      const { code, stderr = "" } = cause as { code?: unknown; stderr?: string };
      const why =
        code === "ENOENT" ? `${this.#qemuImg} is not installed` : stderr.trim().split("\n")[0] || String(code);
      throw new DriverError(
        "INVALID_PARAMETER",
        { reason: `The image could not be converted to raw: ${why}.` },
        { cause },
      );
    } finally {
      await rm(raw, { force: true });
    }
  }
}

async function isFile(path: string): Promise<boolean> {
  return stat(path).then(
    (found) => found.isFile(),
    () => false,
  );
}
