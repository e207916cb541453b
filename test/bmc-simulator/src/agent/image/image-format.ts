import type { ByteReader } from "./byte-reader.js";

/** Formats that are told apart by their first bytes. */
export type ImageFormat = "qcow2" | "qed" | "vmdk" | "vhd" | "vhdx" | "vdi" | "iso" | "luks" | "gpt" | "raw";

interface Signature {
  readonly format: ImageFormat;
  readonly offset: number;
  readonly bytes: Buffer;
}

const text = (format: ImageFormat, offset: number, bytes: string): Signature => ({
  format,
  offset,
  bytes: Buffer.from(bytes, "latin1"),
});

/** Source: the file format specifications, as oslo.utils `imageutils/format_inspector.py` uses them. */
const SIGNATURES: readonly Signature[] = [
  text("qcow2", 0, "QFI\xfb"),
  text("qed", 0, "QED\0"),
  text("vmdk", 0, "KDMV"),
  text("vmdk", 0, "# Disk DescriptorFile"),
  text("vhd", 0, "conectix"),
  text("vhdx", 0, "vhdxfile"),
  text("vdi", 64, "\x7f\x10\xda\xbe"),
  text("luks", 0, "LUKS\xba\xbe"),
  text("iso", 0x8001, "CD001"),
];

/** All formats whose signature an image has; `raw` when it has none. */
export async function imageFormats(reader: ByteReader): Promise<readonly ImageFormat[]> {
  const found = new Set<ImageFormat>();
  for (const { format, offset, bytes } of SIGNATURES)
    if ((await reader.read(offset, bytes.length)).equals(bytes)) found.add(format);
  if (await hasBootSector(reader)) found.add("gpt");
  return found.size === 0 ? ["raw"] : [...found];
}

/** A boot record with partitions; called GPT whether it is protective or not. */
async function hasBootSector(reader: ByteReader): Promise<boolean> {
  const sector = await reader.read(0, 512);
  if (sector.length < 512 || sector.readUInt16LE(510) !== 0xaa55) return false;
  return [0, 1, 2, 3].some((index) => {
    const at = 446 + index * 16;
    return [0x00, 0x80].includes(sector.readUInt8(at)) && sector.readUInt8(at + 4) !== 0;
  });
}
