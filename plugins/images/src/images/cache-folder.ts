import { lstat, mkdir, readdir, rm, stat } from "node:fs/promises";
import { join } from "node:path";
import { DriverError, isDriverError } from "@steelyard/interfaces";

/** A draft that is older was left by a process that died. */
const DRAFT_AGE_MS = 24 * 3_600_000;

/**
 * Makes the cache's folder where it is not there.
 * @throws DriverError `INTERNAL` when it belongs to somebody else or everybody may write to it: its files are served without another look
 */
export async function privateFolder(folder: string): Promise<void> {
  await mkdir(folder, { recursive: true, mode: 0o700 }).catch((cause: unknown) => {
    throw cacheProblem(folder, cause);
  });
  const found = await lstat(folder);
  const uid = process.getuid?.();
  if (!found.isDirectory() || (uid !== undefined && (found.uid !== uid || (found.mode & 0o002) !== 0)))
    throw new DriverError("INTERNAL", {
      reason: `The image cache ${folder} is not a folder of this user alone; set [images] cache_folder to one that is.`,
    });
}

/**
 * Removes what was not used for longest until the folder's files take up at most `bytes`.
 * @param bytes - when it is negative, everything goes
 */
export async function makeRoom(folder: string, bytes: number): Promise<void> {
  const now = Date.now();
  const images: { readonly path: string; readonly size: number; readonly usedAtMs: number }[] = [];
  for (const name of await readdir(folder)) {
    const path = join(folder, name);
    const found = await stat(path).catch(() => undefined);
    if (found?.isFile() !== true) continue;
    if (!name.endsWith(".part")) {
      // Converted images have holes; what counts is what they take up.
      images.push({ path, size: found.blocks * 512, usedAtMs: found.mtimeMs });
      continue;
    }
    if (now - found.mtimeMs > DRAFT_AGE_MS) await rm(path, { force: true });
  }
  let total = images.reduce((sum, { size }) => sum + size, 0);
  for (const { path, size } of images.toSorted((a, b) => a.usedAtMs - b.usedAtMs)) {
    if (total <= bytes) return;
    await rm(path, { force: true });
    total -= size;
  }
}

/** What an operator reads when the cache's disk refuses: full, read-only, gone. Other errors stay as they are. */
export function cacheProblem(folder: string, cause: unknown): unknown {
  const { code, syscall } = cause as NodeJS.ErrnoException;
  if (isDriverError(cause) || code === undefined || syscall === undefined) return cause;
  return new DriverError("INTERNAL", { reason: `The image cache ${folder} cannot be used (${code}).` }, { cause });
}
