import { directoryRecord } from "./directory.js";
import { Fields, SECTOR } from "./fields.js";
import { ucs2 } from "./names.js";

/** What a volume descriptor tells of its tree. */
export interface VolumeTree {
  readonly root: { readonly sector: number; readonly size: number };
  readonly pathTable: { readonly size: number; readonly littleSector: number; readonly bigSector: number };
}

/** A primary (ECMA-119 §8.4) or Joliet supplementary (§8.5) volume descriptor. */
export function volumeDescriptor(
  kind: "primary" | "joliet",
  volume: { readonly id: string; readonly sectorCount: number; readonly date: Date },
  tree: VolumeTree,
): Uint8Array {
  const isJoliet = kind === "joliet";
  const fields = new Fields(SECTOR);
  const text = (at: number, length: number, value: string) =>
    isJoliet
      ? fields.raw(at, ucs2(value.padEnd(length / 2).slice(0, Math.floor(length / 2))))
      : fields.text(at, length, value);
  fields
    .u8(0, isJoliet ? 2 : 1)
    .raw(1, Buffer.from("CD001", "latin1"))
    .u8(6, 1);
  text(8, 32, "");
  text(40, 32, isJoliet ? volume.id.slice(0, 16) : volume.id);
  fields.u32both(80, volume.sectorCount);
  // UCS-2 level 3.
  if (isJoliet) fields.raw(88, Buffer.from("%/E", "latin1"));
  fields.u16both(120, 1).u16both(124, 1).u16both(128, SECTOR).u32both(132, tree.pathTable.size);
  fields.bytes.writeUInt32LE(tree.pathTable.littleSector, 140);
  fields.bytes.writeUInt32BE(tree.pathTable.bigSector, 148);
  fields.raw(156, directoryRecord(Uint8Array.of(0), { ...tree.root, isFolder: true }, volume.date));
  for (const [at, length] of [
    [190, 128],
    [318, 128],
    [446, 128],
    [574, 128],
    [702, 37],
    [739, 37],
    [776, 37],
  ] as const)
    text(at, length, "");
  fields.longDate(813, volume.date).longDate(830, volume.date).longDate(847, undefined).longDate(864, undefined);
  fields.u8(881, 1);
  return fields.bytes;
}

/** El Torito's boot record. Source: El Torito 1.0 §2.0, figure 7. */
export function bootRecord(catalogSector: number): Uint8Array {
  const fields = new Fields(SECTOR)
    .u8(0, 0)
    .raw(1, Buffer.from("CD001", "latin1"))
    .u8(6, 1)
    .raw(7, Buffer.from("EL TORITO SPECIFICATION", "latin1"));
  fields.bytes.writeUInt32LE(catalogSector, 71);
  return fields.bytes;
}

export function terminator(): Uint8Array {
  return new Fields(SECTOR).u8(0, 255).raw(1, Buffer.from("CD001", "latin1")).u8(6, 1).bytes;
}

const EFI = 0xef;

/**
 * A catalog with one EFI entry without emulation. Source: El Torito 1.0 §2.1 and §2.2; UEFI 2.10 §13.3.2.1.
 * @param size - bytes of the EFI image; more than 32 MiB is told as 65,535 blocks of 512 bytes, as others do
 */
export function bootCatalog(image: { readonly sector: number; readonly size: number }): Uint8Array {
  const catalog = Buffer.alloc(SECTOR);
  catalog.writeUInt8(1, 0);
  catalog.writeUInt8(EFI, 1);
  catalog.writeUInt8(0x55, 30);
  catalog.writeUInt8(0xaa, 31);
  let sum = 0;
  for (let at = 0; at < 32; at += 2) sum += catalog.readUInt16LE(at);
  catalog.writeUInt16LE((0x1_0000 - (sum & 0xffff)) & 0xffff, 28);
  catalog.writeUInt8(0x88, 32);
  catalog.writeUInt16LE(Math.min(Math.ceil(image.size / 512), 0xffff), 38);
  catalog.writeUInt32LE(image.sector, 40);
  return catalog;
}
