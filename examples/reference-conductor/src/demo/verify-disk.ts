import { createHash } from "node:crypto";
import { type FileHandle, open } from "node:fs/promises";

const SECTOR = 512;
/** The partition table at the start and at the end of an image. Source: UEFI 2.10 §5.3. */
const TABLE_AT_START = 34 * SECTOR;
const TABLE_AT_END = 33 * SECTOR;
const CHUNK = 1024 * 1024;

/**
 * Compares a disk with the image that should be on it, by SHA-256 of everything between the partition tables: the agent moves
 * the backup table to the disk's end, as it has to.
 *
 * @returns the digest of the disk's part in hex, and whether the image's is the same
 */
export async function verifyDisk(
  diskPath: string,
  imagePath: string,
  signal: AbortSignal,
): Promise<{ readonly sha256: string; readonly isSame: boolean }> {
  const [disk, image] = await Promise.all([open(diskPath, "r"), open(imagePath, "r")]);
  try {
    const end = (await image.stat()).size - TABLE_AT_END;
    const [found, wanted] = [await digest(disk, end, signal), await digest(image, end, signal)];
    return { sha256: found, isSame: found === wanted };
  } finally {
    await Promise.all([disk.close(), image.close()]);
  }
}

async function digest(file: FileHandle, end: number, signal: AbortSignal): Promise<string> {
  const hash = createHash("sha256");
  const buffer = Buffer.alloc(CHUNK);
  for (let at = TABLE_AT_START; at < end; ) {
    signal.throwIfAborted();
    const { bytesRead } = await file.read(buffer, 0, Math.min(CHUNK, end - at), at);
    if (bytesRead === 0) break;
    hash.update(buffer.subarray(0, bytesRead));
    at += bytesRead;
  }
  return hash.digest("hex");
}
