import { execFile } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { type RangeSource, readAll } from "./content.js";

export const signal = AbortSignal.timeout(120_000);

/** Runs a program and answers its stdout. */
export async function run(program: string, ...args: readonly string[]): Promise<string> {
  const { stdout } = await promisify(execFile)(program, [...args], { maxBuffer: 1 << 26 });
  return stdout;
}

/** Writes an image to a file of an own folder, for the time of `work`. */
export async function withImage<T>(image: RangeSource, work: (path: string, folder: string) => Promise<T>): Promise<T> {
  const folder = await mkdtemp(join(tmpdir(), "steelyard-iso-"));
  try {
    const path = join(folder, "image");
    await writeFile(path, await readAll(image, signal));
    return await work(path, folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
