import { execFile } from "node:child_process";
import { rename, rm } from "node:fs/promises";
import { promisify } from "node:util";
import { DriverError } from "@steelyard/interfaces";

const runFile = promisify(execFile);
const LIMIT_MS = 3_600_000;

/**
 * Converts a qcow2 file to raw, in its place.
 * @param path - a file that `detectDiskFormat` has looked at: it names no other files
 * @throws DriverError `INVALID_PARAMETER` with what qemu-img says
 */
export async function convertToRaw(
  path: string,
  { qemuImg, signal }: { readonly qemuImg: string; readonly signal: AbortSignal },
): Promise<void> {
  const raw = `${path.replace(/\.part$/, "")}.raw.part`;
  try {
    await runFile(qemuImg, ["convert", "-f", "qcow2", "-O", "raw", path, raw], { signal, timeout: LIMIT_MS });
    await rename(raw, path);
  } catch (cause) {
    signal.throwIfAborted();
    const { code, stderr = "" } = cause as { code?: unknown; stderr?: string };
    const said = stderr.trim().split("\n")[0]?.replaceAll(path, "the image");
    const why = code === "ENOENT" ? `${qemuImg} is not installed` : said || String(code);
    throw new DriverError(
      "INVALID_PARAMETER",
      { reason: `The image could not be converted to raw: ${why}.` },
      { cause },
    );
  } finally {
    await rm(raw, { force: true });
  }
}
