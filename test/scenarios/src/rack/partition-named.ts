const SECTOR = 512;
const ENTRY = 128;
const ENTRIES = 128;

/** Bytes of a disk from its start that hold the partition table. */
export const TABLE_BYTES = (2 + (ENTRY * ENTRIES) / SECTOR) * SECTOR;

/**
 * Where a GPT partition lies, in bytes; undefined when there is none of this name.
 *
 * @remarks Source: UEFI 2.10 §5.3.3.
 * @param head - the first `TABLE_BYTES` of the disk
 */
export function partitionNamed(
  head: Buffer,
  name: string,
): { readonly start: number; readonly length: number } | undefined {
  if (head.toString("latin1", SECTOR, SECTOR + 8) !== "EFI PART") return undefined;
  for (let index = 0; index < ENTRIES; index += 1) {
    const entry = head.subarray(2 * SECTOR + index * ENTRY, 2 * SECTOR + (index + 1) * ENTRY);
    if (entry.toString("utf16le", 56, 128).replace(/\0.*$/s, "") !== name) continue;
    const [first, last] = [Number(entry.readBigUInt64LE(32)), Number(entry.readBigUInt64LE(40))];
    return { start: first * SECTOR, length: (last - first + 1) * SECTOR };
  }
  return undefined;
}
