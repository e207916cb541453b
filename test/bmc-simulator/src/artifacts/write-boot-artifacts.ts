import { createHash } from "node:crypto";
import { mkdir, writeFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import type { Architecture } from "../machine/boot-seam.js";
import { simulatedBootloader, simulatedKernel, simulatedRamdisk } from "./boot-files.js";
import { simulatedDiskImage } from "./disk-image.js";

/** A disk image as a file. @public */
export interface WrittenImage {
  readonly path: string;
  readonly fileName: string;
  /** `file://` */
  readonly url: string;
  /** Hex. */
  readonly sha256: string;
}

/** What a conductor needs for simulated machines, by architecture; values are `file://` URLs. @public */
export interface BootArtifacts {
  readonly folder: string;
  readonly kernels: Readonly<Record<string, string>>;
  readonly ramdisks: Readonly<Record<string, string>>;
  readonly bootloaders: Readonly<Record<string, string>>;
  readonly images: Readonly<Record<string, WrittenImage>>;
}

/**
 * Writes kernel, ramdisk, EFI system partition and a bootable raw disk image per architecture, and a `SHA256SUMS` of the images.
 *
 * @param folder - made when it is missing
 * @public
 */
export async function writeBootArtifacts(
  folder: string,
  architectures: readonly Architecture[],
): Promise<BootArtifacts> {
  const root = resolve(folder);
  await mkdir(root, { recursive: true });
  const write = async (fileName: string, bytes: Uint8Array): Promise<WrittenImage> => {
    const path = join(root, fileName);
    await writeFile(path, bytes);
    const sha256 = createHash("sha256").update(bytes).digest("hex");
    return { path, fileName, url: pathToFileURL(path).href, sha256 };
  };
  const byArchitecture = async <T>(make: (architecture: Architecture) => Promise<T>): Promise<Record<string, T>> =>
    Object.fromEntries(await Promise.all(architectures.map(async (each) => [each, await make(each)] as const)));
  const urlOf = (make: (architecture: Architecture) => Promise<WrittenImage>) =>
    byArchitecture(async (each) => (await make(each)).url);
  const images = await byArchitecture(async (each) =>
    write(`linux-${each}.raw`, await simulatedDiskImage(each, `a Linux for ${each}`)),
  );
  const sums = Object.values(images).map(({ fileName, sha256 }) => `${sha256}  ${fileName}\n`);
  await writeFile(join(root, "SHA256SUMS"), sums.join(""));
  return {
    folder: root,
    kernels: await urlOf(async (each) => write(`${each}.kernel`, simulatedKernel(each))),
    ramdisks: await urlOf(async (each) => write(`${each}.ramdisk`, simulatedRamdisk(each))),
    bootloaders: await urlOf(async (each) => write(`${each}.esp`, await simulatedBootloader(each))),
    images,
  };
}
