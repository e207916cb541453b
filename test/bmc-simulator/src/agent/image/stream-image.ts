import { isAgentError, reasonOf } from "../agent-error.js";
import type { OpenDisk } from "../hardware/hardware-port.js";
import { DiskWriter } from "./disk-writer.js";
import { type DownloadOptions, failed, ImageDownload, withRetries } from "./image-download.js";
import type { ImageInfo } from "./image-info.js";

const BLOCK = 1024 * 1024;

/**
 * Writes a raw image to a disk while it comes.
 *
 * @remarks Source: ironic-python-agent `standby.py`, `_stream_raw_image_onto_device`.
 * @param target - the disk, its name, and who hears that the first byte is about to be written
 * @returns how many bytes the image has
 */
export async function streamImage(
  image: ImageInfo,
  target: { readonly disk: OpenDisk; readonly name: string; readonly onWrite: () => void },
  options: DownloadOptions,
): Promise<number> {
  const { disk, name, onWrite } = target;
  return withRetries(options, async () => {
    const download = await ImageDownload.open(image, options);
    try {
      onWrite();
      const writer = await DiskWriter.begin(disk, options.signal);
      const length = await copy(download, (offset, bytes) => writer.write(offset, bytes));
      download.verify(name);
      await writer.finish();
      return length;
    } catch (error) {
      options.signal.throwIfAborted();
      if (isAgentError(error)) throw error;
      throw failed(image.id, `Unable to write image to device ${name}. Error: ${reasonOf(error)}`, error);
    }
  });
}

/** Hands the bytes on in blocks of 1 MiB. @returns how many there were */
export async function copy(
  source: AsyncIterable<Buffer>,
  write: (offset: number, bytes: Buffer) => Promise<void>,
): Promise<number> {
  let parts: Buffer[] = [];
  let [held, offset] = [0, 0];
  const flush = async (): Promise<void> => {
    const bytes = Buffer.concat(parts);
    parts = [];
    held = 0;
    await write(offset, bytes);
    offset += bytes.length;
  };
  for await (const part of source) {
    parts.push(part);
    held += part.length;
    if (held >= BLOCK) await flush();
  }
  if (held > 0) await flush();
  return offset;
}
