import { efiSystemPartition, readAll } from "@steelyard/iso9660";
import { EFI_SYSTEM, LINUX_DATA, newGpt, SECTOR, withPartition, writeGpt } from "../disk/gpt.js";
import type { Architecture } from "../machine/boot-seam.js";
import { LOADER_NAMES } from "./boot-files.js";

/**
 * A whole-disk image that boots: GPT, an EFI system partition with a loader, and a partition filled with `content` repeated.
 *
 * @param sizeBytes - at least 16 MiB, whole MiB
 * @public
 */
export async function simulatedDiskImage(
  architecture: Architecture,
  content: string,
  sizeBytes = 24 * 1024 * 1024,
): Promise<Uint8Array> {
  const image = Buffer.alloc(sizeBytes);
  const loader = { path: `EFI/BOOT/${LOADER_NAMES[architecture]}`, bytes: Buffer.from(`MZ loader of ${content}\n`) };
  const esp = await readAll(efiSystemPartition([loader]), AbortSignal.timeout(10_000));
  const espStart = 2048;
  const espEnd = espStart + Math.ceil(esp.length / SECTOR) - 1;
  const dataStart = Math.ceil((espEnd + 1) / 2048) * 2048;
  const dataEnd = sizeBytes / SECTOR - 34 - 1;
  if (dataStart >= dataEnd) throw new Error(`a disk image of ${sizeBytes} bytes is too small`);
  let gpt = newGpt(sizeBytes / SECTOR, `disk of ${content}`);
  gpt = withPartition(gpt, { type: EFI_SYSTEM, first: espStart, last: espEnd, name: "EFI" });
  gpt = withPartition(gpt, { type: LINUX_DATA, first: dataStart, last: dataEnd, name: "root" });
  image.set(esp, espStart * SECTOR);
  image.fill(`${content}\n`, dataStart * SECTOR, (dataEnd + 1) * SECTOR);
  for (const { offset, bytes } of writeGpt(gpt)) image.set(bytes, offset);
  return image;
}
