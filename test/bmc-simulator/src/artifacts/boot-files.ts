import { efiSystemPartition, readAll } from "@steelyard/iso9660";
import type { Architecture } from "../machine/boot-seam.js";

/** First line of files that stand for a program in the simulation; the second is JSON with its architecture. */
export const MARKS = {
  kernel: "STEELYARD-SIM-KERNEL",
  ramdisk: "STEELYARD-SIM-RAMDISK",
  loader: "STEELYARD-SIM-LOADER",
} as const;

/** Loader that firmware looks for on removable media. Source: UEFI 2.10 §3.5.1.1. */
export const LOADER_NAMES: Readonly<Record<Architecture, string>> = {
  x86_64: "BOOTX64.EFI",
  aarch64: "BOOTAA64.EFI",
};

function marked(mark: string, architecture: Architecture, size: number): Uint8Array {
  const bytes = Buffer.alloc(Math.max(size, 256), " ");
  bytes.write(`${mark}\n${JSON.stringify({ architecture })}\n`, 0, "latin1");
  return bytes;
}

/** Stands for the agent's kernel. @public */
export function simulatedKernel(architecture: Architecture, size = 64 * 1024): Uint8Array {
  return marked(MARKS.kernel, architecture, size);
}

/** Stands for the agent's ramdisk. @public */
export function simulatedRamdisk(architecture: Architecture, size = 256 * 1024): Uint8Array {
  return marked(MARKS.ramdisk, architecture, size);
}

/** An EFI system partition with a boot loader for boot ISOs. @public */
export async function simulatedBootloader(architecture: Architecture): Promise<Uint8Array> {
  const bytes = marked(MARKS.loader, architecture, 4096);
  const partition = efiSystemPartition([{ path: `EFI/BOOT/${LOADER_NAMES[architecture]}`, bytes }]);
  return readAll(partition, AbortSignal.timeout(10_000));
}
