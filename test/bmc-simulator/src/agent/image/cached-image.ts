import { open, rm } from "node:fs/promises";
import { join } from "node:path";
import { AgentError, isAgentError, reasonOf } from "../agent-error.js";
import type { OpenDisk } from "../hardware/hardware-port.js";
import type { ByteReader } from "./byte-reader.js";
import { DiskWriter } from "./disk-writer.js";
import { type DownloadOptions, failed, ImageDownload, withRetries } from "./image-download.js";
import type { ImageInfo } from "./image-info.js";
import { type InspectedImage, inspectImage } from "./inspect-image.js";
import { Qcow2Problem } from "./qcow2.js";
import { copy } from "./stream-image.js";

const BLOCK = 1024 * 1024;

export interface CacheOptions extends DownloadOptions {
  /** Where the image is kept meanwhile. */
  readonly folder: string;
  readonly permitted: readonly string[];
  readonly isDeep: boolean;
}

/**
 * Fetches an image to a file, looks at what it is, and writes what it holds to a disk.
 *
 * @remarks Source: ironic-python-agent `standby.py`, `_cache_and_write_image`.
 * @param target - the disk, its name, and who hears that the first byte is about to be written
 * @returns how many bytes of the disk the image takes
 */
export async function writeCachedImage(
  image: ImageInfo,
  target: { readonly disk: OpenDisk; readonly name: string; readonly onWrite: () => void },
  options: CacheOptions,
): Promise<number> {
  const path = join(options.folder, image.id);
  try {
    await withRetries(options, () => fetchTo(path, image, options));
    const file = await open(path, "r");
    try {
      const reader: ByteReader = {
        length: (await file.stat()).size,
        async read(offset, length) {
          const { buffer, bytesRead } = await file.read(Buffer.alloc(length), 0, length, offset);
          return buffer.subarray(0, bytesRead);
        },
      };
      const { permitted, isDeep } = options;
      const inspected = await inspectImage(reader, { claimed: image.diskFormat, permitted, isDeep });
      await writeInspected(inspected, reader, target, options.signal);
      return inspected.sizeBytes;
    } finally {
      await file.close();
    }
  } finally {
    await rm(path, { force: true });
  }
}

async function fetchTo(path: string, image: ImageInfo, options: CacheOptions): Promise<void> {
  const download = await ImageDownload.open(image, options);
  const file = await open(path, "w");
  try {
    await copy(download, async (offset, bytes) => {
      options.signal.throwIfAborted();
      await file.write(bytes, 0, bytes.length, offset);
    });
  } catch (error) {
    options.signal.throwIfAborted();
    if (isAgentError(error)) throw error;
    throw failed(image.id, `Unable to write image to ${path}. Error: ${reasonOf(error)}`, error);
  } finally {
    await file.close();
  }
  download.verify(path);
}

async function writeInspected(
  inspected: InspectedImage,
  reader: ByteReader,
  { disk, name, onWrite }: { readonly disk: OpenDisk; readonly name: string; readonly onWrite: () => void },
  signal: AbortSignal,
): Promise<void> {
  const problem = (reason: string): AgentError =>
    new AgentError(
      "ImageWriteError",
      `Writing image to device ${name} failed with exit code 1. stdout: . stderr: ${reason}.`,
    );
  if (inspected.sizeBytes > disk.sizeBytes)
    throw problem(`image of ${inspected.sizeBytes} bytes, device of ${disk.sizeBytes} bytes: No space left on device`);
  onWrite();
  const writer = await DiskWriter.begin(disk, signal);
  try {
    if (inspected.kind === "bytes") await copy(blocks(reader), (offset, bytes) => writer.write(offset, bytes));
    else await writeSparse(inspected, disk, writer);
    await writer.finish();
  } catch (error) {
    signal.throwIfAborted();
    if (error instanceof Qcow2Problem) throw problem(error.message);
    throw error;
  }
}

async function* blocks(reader: ByteReader): AsyncGenerator<Buffer> {
  for (let at = 0; at < reader.length; at += BLOCK) yield reader.read(at, BLOCK);
}

/** Writes only what is not zero where the disk reads as zeros, otherwise zeros, too. */
async function writeSparse(
  { image, sizeBytes }: Extract<InspectedImage, { kind: "qcow2" }>,
  disk: OpenDisk,
  writer: DiskWriter,
): Promise<void> {
  const { readsAsZeros } = await disk.discard();
  const zeros = Buffer.alloc(BLOCK);
  let next = 0;
  const fillTo = async (end: number): Promise<void> => {
    for (; !readsAsZeros && next < end; next += Math.min(BLOCK, end - next))
      await writer.write(next, zeros.subarray(0, Math.min(BLOCK, end - next)));
  };
  for await (const { offset, data } of image.clusters()) {
    await fillTo(offset);
    if (!readsAsZeros || data.some((byte) => byte !== 0)) await writer.write(offset, data);
    next = offset + data.length;
  }
  await fillTo(sizeBytes);
}
