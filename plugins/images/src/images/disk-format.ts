import { DriverError } from "@steelyard/interfaces";
import type { Source } from "../sources/source.js";

/** What an image's bytes say it is. `gpt` is a raw disk with a partition table. */
export type DiskFormat = "raw" | "gpt" | "qcow2";

const LOOK = 1024;

/**
 * Tells an image's format by its first bytes; what has no mark is `raw`.
 *
 * @remarks Source: QEMU `docs/interop/qcow2.txt`, "Header"; UEFI 2.10 §5.3.2 (the table's mark); Ironic's list of formats that
 * are refused after OSSA-2024-003.
 * @param shown - the image in messages
 * @throws DriverError `INVALID_PARAMETER` for formats that agents cannot write, and for a qcow2 that names other files
 */
export async function detectDiskFormat(source: Source, shown: string, signal: AbortSignal): Promise<DiskFormat> {
  const parts: Uint8Array[] = [];
  for await (const part of source.read(0, Math.min(LOOK, source.size), signal)) parts.push(part);
  const head = Buffer.concat(parts);
  if (hasAt(head, 0, "QFI\xfb")) {
    mustStandAlone(head, shown);
    return "qcow2";
  }
  const foreign = FOREIGN.find(([at, mark]) => hasAt(head, at, mark));
  if (foreign !== undefined) throw refused(shown, `is of the format ${foreign[2]}; use raw or qcow2`);
  return hasAt(head, 512, "EFI PART") ? "gpt" : "raw";
}

/** A qcow2 with a backing file, or with its data elsewhere, would let qemu-img read any file of this host. */
function mustStandAlone(head: Buffer, shown: string): void {
  const [VERSION, BACKING_FILE, INCOMPATIBLE_FEATURES, DATA_FILE] = [4, 8, 72, 1n << 2n];
  if (head.length < 104) throw refused(shown, "ends within its qcow2 header");
  const version = head.readUInt32BE(VERSION);
  if (version !== 2 && version !== 3) throw refused(shown, `is a qcow2 of the unknown version ${version}`);
  if (head.readBigUInt64BE(BACKING_FILE) !== 0n) throw refused(shown, "is a qcow2 with a backing file");
  if (version === 3 && (head.readBigUInt64BE(INCOMPATIBLE_FEATURES) & DATA_FILE) !== 0n)
    throw refused(shown, "is a qcow2 with an external data file");
}

function hasAt(head: Buffer, at: number, mark: string): boolean {
  return head.subarray(at, at + mark.length).equals(Buffer.from(mark, "latin1"));
}

function refused(shown: string, why: string): DriverError {
  return new DriverError("INVALID_PARAMETER", { reason: `The image ${shown} ${why}.` });
}

const FOREIGN: readonly (readonly [at: number, mark: string, format: string])[] = [
  [0, "KDMV", "vmdk"],
  [0, "COWD", "vmdk"],
  [0, "# Disk DescriptorFile", "vmdk"],
  [0, "vhdxfile", "vhdx"],
  [0, "conectix", "vhd"],
  [64, "\x7f\x10\xda\xbe", "vdi"],
  [0, "QED\0", "qed"],
  [0, "LUKS\xba\xbe", "luks"],
  [0, "\x1f\x8b", "gzip"],
  [0, "\xfd7zXZ", "xz"],
  [0, "\x28\xb5\x2f\xfd", "zstd"],
  [0, "BZh", "bzip2"],
];
