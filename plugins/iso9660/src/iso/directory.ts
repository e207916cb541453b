import { Fields, SECTOR, sectors, shortDate } from "./fields.js";
import type { Naming } from "./names.js";
import { dotFields, entryFields, rootFields } from "./rock-ridge.js";
import type { Entry, FolderEntry } from "./tree.js";

/** What directory records of one tree are written with. */
export interface DirectoryContext {
  readonly naming: Naming;
  readonly date: Date;
  /** Sector and size in bytes of each folder; zero while sizes are measured. */
  readonly extents: ReadonlyMap<FolderEntry, { readonly sector: number; readonly size: number }>;
  /** Serial numbers of entries; absent: no Rock Ridge in this tree. */
  readonly rockRidge?: {
    readonly serials: ReadonlyMap<Entry, number>;
    readonly continuation: { readonly sector: number; readonly length: number };
  };
}

/** A directory record (ECMA-119 §9.1). */
export function directoryRecord(
  identifier: Uint8Array,
  target: { readonly sector: number; readonly size: number; readonly isFolder: boolean },
  date: Date,
  systemUse: Uint8Array = new Uint8Array(0),
): Uint8Array {
  const nameLength = identifier.length + (identifier.length % 2 === 0 ? 1 : 0);
  const length = 33 + nameLength + systemUse.length + ((33 + nameLength + systemUse.length) % 2);
  if (length > 255) throw new Error("ISO image: a name is too long for a directory record");
  return new Fields(length)
    .u8(0, length)
    .u32both(2, target.sector)
    .u32both(10, target.size)
    .raw(18, shortDate(date))
    .u8(25, target.isFolder ? 2 : 0)
    .u16both(28, 1)
    .u8(32, identifier.length)
    .raw(33, identifier)
    .raw(33 + nameLength, systemUse).bytes;
}

/** A folder's extent: records do not cross sectors, and `.` and `..` come first (§6.8.1). */
export function directoryExtent(folder: FolderEntry, context: DirectoryContext): Uint8Array {
  const { naming, date, extents, rockRidge } = context;
  const extentOf = (each: FolderEntry) => extents.get(each) ?? { sector: 0, size: 0 };
  const serial = (each: Entry) => rockRidge?.serials.get(each) ?? 0;
  const own =
    rockRidge === undefined
      ? undefined
      : folder.parent === undefined
        ? rootFields(date, serial(folder), rockRidge.continuation)
        : dotFields(date, serial(folder));
  const parent = folder.parent ?? folder;
  const records = [
    directoryRecord(Uint8Array.of(0), { ...extentOf(folder), isFolder: true }, date, own),
    directoryRecord(
      Uint8Array.of(1),
      { ...extentOf(parent), isFolder: true },
      date,
      rockRidge === undefined ? undefined : dotFields(date, serial(parent)),
    ),
    ...naming.of(folder).map(({ entry, identifier }) => {
      const target =
        entry.kind === "file"
          ? { sector: entry.sector, size: entry.content.size, isFolder: false }
          : { ...extentOf(entry), isFolder: true };
      const fields = rockRidge === undefined ? undefined : entryFields(entry, date, serial(entry));
      return directoryRecord(identifier, target, date, fields);
    }),
  ];
  return packed(records);
}

function packed(records: readonly Uint8Array[]): Uint8Array {
  let at = 0;
  const places = records.map((record) => {
    if ((at % SECTOR) + record.length > SECTOR) at = sectors(at) * SECTOR;
    const place = at;
    at += record.length;
    return place;
  });
  const extent = new Uint8Array(sectors(at) * SECTOR);
  for (const [index, record] of records.entries()) extent.set(record, places[index]);
  return extent;
}

/** A path table (§6.9), little- or big-endian. */
export function pathTable(
  folders: readonly FolderEntry[],
  context: Pick<DirectoryContext, "naming" | "extents">,
  isBigEndian: boolean,
): Uint8Array {
  const numbers = new Map(folders.map((folder, index) => [folder, index + 1]));
  const identifierOf = (folder: FolderEntry): Uint8Array =>
    folder.parent === undefined
      ? Uint8Array.of(0)
      : (context.naming.of(folder.parent).find(({ entry }) => entry === folder)?.identifier ?? Uint8Array.of(0));
  return Buffer.concat(
    folders.map((folder) => {
      const identifier = identifierOf(folder);
      const record = Buffer.alloc(8 + identifier.length + (identifier.length % 2));
      const sector = context.extents.get(folder)?.sector ?? 0;
      const parent = numbers.get(folder.parent ?? folder) ?? 1;
      record.writeUInt8(identifier.length, 0);
      if (isBigEndian) {
        record.writeUInt32BE(sector, 2);
        record.writeUInt16BE(parent, 6);
      } else {
        record.writeUInt32LE(sector, 2);
        record.writeUInt16LE(parent, 6);
      }
      record.set(identifier, 8);
      return record;
    }),
  );
}
