import { createHash } from "node:crypto";
import { gunzipSync, gzipSync } from "node:zlib";
import {
  type AgentConfig,
  DriverError,
  type Images,
  type JsonObject,
  type NodeTask,
  type ResolvedImage,
} from "@steelyard/interfaces";
import { readAll } from "@steelyard/iso9660";
import { type Checksum, givenChecksum, unusable } from "../checksums/checksum.js";
import { findInChecksumFile } from "../checksums/checksum-file.js";
import { configDriveOf } from "../files/machine-file-server.js";
import type { StoredMachineFiles } from "../files/machine-files.js";
import { openFile } from "../sources/open-source.js";
import { shownUrl } from "../sources/shown-url.js";
import type { Source, SourceOpener } from "../sources/source.js";
import { detectDiskFormat } from "./disk-format.js";
import type { CachedImage, ImageCache } from "./image-cache.js";

const MAX_CHECKSUM_FILE = 8 * 1024 * 1024;
/** Source: reference "Agent" §6, "Configdrive, whole disk". */
const MAX_CONFIG_DRIVE = 64 * 1024 * 1024;

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
    const source = imageSource(instanceInfo);
    const checksum = givenChecksum(instanceInfo, this.#parts.config.allowMd5Checksum);
    if (checksum === undefined && !/^file:/i.test(source)) throw withoutChecksum();
    this.#givenFormat(instanceInfo);
    if (instanceInfo["kernel"] !== undefined || instanceInfo["image_type"] === "partition")
      throw new DriverError("INVALID_PARAMETER", {
        reason: "instance_info names a partition image; only whole-disk images can be deployed.",
      });
  }

  async resolve(task: NodeTask): Promise<ResolvedImage> {
    const { instanceInfo } = task.node;
    this.validate(instanceInfo);
    const { sources, config } = this.#parts;
    const source = imageSource(instanceInfo);
    const opened = await sources.open(source, task.signal);
    const detected = await detectDiskFormat(opened, shownUrl(source), task.signal);
    const format = this.#givenFormat(instanceInfo) ?? detected;
    const checksum = (await this.#checksum(instanceInfo, source, task.signal)) ?? (await sha256Of(opened, task.signal));
    const isConverted = config.forceRawImages && format === "qcow2" && this.#isLocal(task);
    if (isConverted || (this.#isLocal(task) && /^http/i.test(source)))
      return this.#throughCache(task, { kind: "cached-image", source, checksum, isConverted }, format);
    const url = await this.#parts.files.reachable(task, "image", source);
    return { url, diskFormat: format, hashAlgorithm: checksum.algorithm, hashValue: checksum.value };
  }

  async configDrive(task: NodeTask): Promise<string | undefined> {
    const value = task.node.instanceInfo["configdrive"];
    if (value === undefined || value === null || value === "") return undefined;
    if (typeof value === "string") return /^https?:\/\//i.test(value) ? value : packed(decoded(value));
    if (typeof value !== "object" || Array.isArray(value)) throw badConfigDrive("is neither an object nor a text");
    const content = value as JsonObject;
    const { uuid, name } = task.node;
    const metaData = (content["meta_data"] ?? {}) as JsonObject;
    const named = { uuid, ...(name === null ? {} : { name, hostname: name }), ...metaData };
    return packed(await readAll(configDriveOf({ ...content, meta_data: named }), task.signal));
  }

  #isLocal({ node }: NodeTask): boolean {
    return (node.driverInfo["image_download_source"] ?? this.#parts.config.imageDownloadSource) === "local";
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

  #givenFormat(instanceInfo: JsonObject): string | undefined {
    const given = instanceInfo["image_disk_format"];
    if (given === undefined || given === null || given === "") return undefined;
    const permitted = this.#parts.config.permittedImageFormats;
    const isKnown = given === "raw" || given === "qcow2";
    if (isKnown && permitted.includes(given)) return given;
    throw new DriverError("INVALID_PARAMETER", {
      reason: `instance_info/image_disk_format ${JSON.stringify(given)} is not one of ${["raw", "qcow2"].filter((each) => permitted.includes(each)).join(", ")}.`,
    });
  }

  async #checksum(instanceInfo: JsonObject, source: string, signal: AbortSignal): Promise<Checksum | undefined> {
    const { allowMd5Checksum } = this.#parts.config;
    const given = givenChecksum(instanceInfo, allowMd5Checksum);
    if (given === undefined || !("url" in given)) return given;
    const file = await this.#parts.sources.open(given.url, signal);
    if (file.size > MAX_CHECKSUM_FILE)
      throw unusable(`The checksum file ${shownUrl(given.url)} has ${file.size} bytes; that is no checksum file.`);
    const text = Buffer.from(await readAll(file, signal)).toString("utf8");
    const { pathname } = new URL(source);
    const name = decodeURIComponent(pathname.slice(pathname.lastIndexOf("/") + 1));
    return findInChecksumFile(text, name, shownUrl(given.url), allowMd5Checksum);
  }
}

function imageSource(instanceInfo: JsonObject): string {
  const source = instanceInfo["image_source"];
  if (source === undefined || source === null || source === "")
    throw new DriverError("MISSING_PARAMETER", { reason: "instance_info/image_source is not set." });
  if (typeof source !== "string" || !URL.canParse(source) || !/^(https?|file):\/\//i.test(source))
    throw new DriverError("INVALID_PARAMETER", {
      reason: "instance_info/image_source must be an http, https or file URL.",
    });
  return source;
}

function withoutChecksum(): DriverError {
  return unusable(
    "Set instance_info/image_checksum (a digest or the URL of a checksum file), or image_os_hash_algo and image_os_hash_value.",
  );
}

async function sha256Of(source: Source, signal: AbortSignal): Promise<Checksum> {
  const hash = createHash("sha256");
  for await (const chunk of source.read(0, source.size, signal)) hash.update(chunk);
  return { algorithm: "sha256", value: hash.digest("hex") };
}

function badConfigDrive(why: string): DriverError {
  return new DriverError("INVALID_PARAMETER", { reason: `instance_info/configdrive ${why}.` });
}

/** The ISO (or file system) of a base64 text, gzipped or not. */
function decoded(text: string): Uint8Array {
  const compact = text.replace(/\s+/g, "");
  if (!/^[A-Za-z0-9+/]+={0,2}$/.test(compact)) throw badConfigDrive("is a text that is neither a URL nor base64");
  const bytes = Buffer.from(compact, "base64");
  if (bytes[0] !== 0x1f || bytes[1] !== 0x8b) return bytes;
  try {
    return gunzipSync(bytes, { maxOutputLength: MAX_CONFIG_DRIVE });
  } catch (cause) {
    const isTooBig = (cause as NodeJS.ErrnoException).code === "ERR_BUFFER_TOO_LARGE";
    throw badConfigDrive(isTooBig ? "is larger than 64 MiB" : "is damaged: it cannot be unzipped");
  }
}

/** Gzip and base64, as agents take it; equal bytes give equal texts. */
function packed(bytes: Uint8Array): string {
  if (bytes.length > MAX_CONFIG_DRIVE) throw badConfigDrive("is larger than 64 MiB");
  return gzipSync(bytes).toString("base64");
}
