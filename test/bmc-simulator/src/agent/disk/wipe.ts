import type { OpenDisk } from "../hardware/hardware-port.js";

const MIB = 1024 * 1024;

/**
 * Overwrites what makes a disk known: boot sector, partition tables, headers of file systems at its start and its end.
 * @remarks Source: ironic-python-agent `disk_utils.py`, `destroy_disk_metadata`; the whole first and last MiB here.
 */
export async function wipeMetadata(disk: OpenDisk): Promise<void> {
  const zeros = Buffer.alloc(Math.min(MIB, disk.sizeBytes));
  await disk.write(0, zeros);
  await disk.write(disk.sizeBytes - zeros.length, zeros);
  await disk.settle();
}

/** Overwrites a whole disk, with a discard where what is discarded reads as zeros. */
export async function wipeAll(disk: OpenDisk, signal: AbortSignal): Promise<void> {
  const { readsAsZeros } = await disk.discard();
  if (!readsAsZeros) {
    const zeros = Buffer.alloc(MIB);
    for (let at = 0; at < disk.sizeBytes; at += MIB) {
      signal.throwIfAborted();
      await disk.write(at, zeros.subarray(0, Math.min(MIB, disk.sizeBytes - at)));
    }
  }
  await disk.settle();
}
