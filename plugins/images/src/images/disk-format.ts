import { DriverError } from "@steelyard/interfaces";
import type { Source } from "../sources/source.js";

const LOOK = 1024;

/**
 * Tells an image's format by its first bytes: `qcow2`, `gpt` content is `raw`; others have no mark and are `raw`.
 * @throws DriverError `INVALID_PARAMETER` for formats that can reference other files or that agents cannot write
 */
export async function detectDiskFormat(source: Source, shown: string, signal: AbortSignal): Promise<string> {
  const parts: Uint8Array[] = [];
  for await (const part of source.read(0, Math.min(LOOK, source.size), signal)) parts.push(part);
  const head = Buffer.concat(parts);
  if (head.subarray(0, 4).equals(Buffer.from("QFI\xfb", "latin1"))) return "qcow2";
  const foreign = FOREIGN.find(([mark]) => head.subarray(0, mark.length).equals(Buffer.from(mark, "latin1")));
  if (foreign === undefined) return "raw";
  throw new DriverError("INVALID_PARAMETER", {
    reason: `The image ${shown} is of the format ${foreign[1]}; use raw or qcow2.`,
  });
}

const FOREIGN: readonly (readonly [string, string])[] = [
  ["KDMV", "vmdk"],
  ["# Disk DescriptorFile", "vmdk"],
  ["vhdxfile", "vhdx"],
  ["conectix", "vhd"],
  ["\x1f\x8b", "gzip"],
  ["\xfd7zXZ", "xz"],
];
