import { createHash } from "node:crypto";
import type { AgentConfig, Images, JsonObject, NodeTask, ResolvedImage } from "@steelyard/interfaces";
import { readAll } from "@steelyard/iso9660";
import { type Checksum, givenChecksum, unusable } from "../checksums/checksum.js";
import { findInChecksumFile } from "../checksums/checksum-file.js";
import type { StoredMachineFiles } from "../files/machine-files.js";
import { openFile } from "../sources/open-source.js";
import { shownUrl } from "../sources/shown-url.js";
import type { Source, SourceOpener } from "../sources/source.js";
import { configDriveText } from "./config-drive-text.js";
import { detectDiskFormat } from "./disk-format.js";
import type { CachedImage, ImageCache } from "./image-cache.js";
import { diskFormatOf, imageName, imageSource, isDownloadedLocally, validateImage } from "./image-parameters.js";

const MAX_CHECKSUM_FILE = 8 * 1024 * 1024;

interface Parts {
  readonly config: AgentConfig;
  readonly sources: SourceOpener;
  readonly files: StoredMachineFiles;
  readonly cache: ImageCache;
}

/** Instance images and config drives of nodes. */
export class NodeImages implements Images {
  readonly #parts: Parts;

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  validate(instanceInfo: JsonObject): void {
    validateImage(instanceInfo, this.#parts.config);
  }

  async resolve(task: NodeTask): Promise<ResolvedImage> {
    const { instanceInfo } = task.node;
    this.validate(instanceInfo);
    const { sources, config } = this.#parts;
    const isLocal = isDownloadedLocally(task.node, config);
    const source = imageSource(instanceInfo);
    const opened = await sources.open(source, task.signal);
    const found = await detectDiskFormat(opened, shownUrl(source), task.signal);
    const format = diskFormatOf(found, instanceInfo, config);
    const checksum = (await this.#checksum(instanceInfo, source, task.signal)) ?? (await sha256Of(opened, task.signal));
    const isConverted = isLocal && config.forceRawImages && format === "qcow2";
    if (isConverted || (isLocal && /^http/i.test(source)))
      return this.#throughCache(task, { kind: "cached-image", source, checksum, isConverted }, format);
    const url = await this.#parts.files.reachable(task, "image", source);
    return { url, diskFormat: format, hashAlgorithm: checksum.algorithm, hashValue: checksum.value };
  }

  configDrive(task: NodeTask): Promise<string | undefined> {
    return configDriveText(task.node, task.signal);
  }

  async #throughCache(task: NodeTask, image: CachedImage, format: string): Promise<ResolvedImage> {
    const { cache, files } = this.#parts;
    const { path } = await cache.get(image, task.signal);
    const url = await files.publishDescription(task, "image", image as unknown as JsonObject);
    if (!image.isConverted)
      return { url, diskFormat: format, hashAlgorithm: image.checksum.algorithm, hashValue: image.checksum.value };
    const { value } = await sha256Of(await openFile(path), task.signal);
    return { url, diskFormat: "raw", hashAlgorithm: "sha256", hashValue: value };
  }

  async #checksum(instanceInfo: JsonObject, source: string, signal: AbortSignal): Promise<Checksum | undefined> {
    const { allowMd5Checksum } = this.#parts.config;
    const given = givenChecksum(instanceInfo, allowMd5Checksum);
    if (given === undefined || !("url" in given)) return given;
    const file = await this.#parts.sources.open(given.url, signal);
    if (file.size > MAX_CHECKSUM_FILE)
      throw unusable(`The checksum file ${shownUrl(given.url)} has ${file.size} bytes; that is no checksum file.`);
    const text = Buffer.from(await readAll(file, signal)).toString("utf8");
    return findInChecksumFile(text, imageName(source), shownUrl(given.url), allowMd5Checksum);
  }
}

async function sha256Of(source: Source, signal: AbortSignal): Promise<Checksum> {
  const hash = createHash("sha256");
  for await (const chunk of source.read(0, source.size, signal)) hash.update(chunk);
  return { algorithm: "sha256", value: hash.digest("hex") };
}
