import { Fields, shortDate } from "./fields.js";
import type { Entry } from "./tree.js";

/**
 * System use fields: SUSP 1.12 and RRIP 1.12. Files are 0444, folders 0555, owned by root.
 */
export function entryFields(entry: Entry, date: Date, serial: number): Uint8Array {
  return Buffer.concat([attributes(entry.kind, serial), stamp(date), alternateName(entry.name)]);
}

/** Of a folder's `.` and `..`. */
export function dotFields(date: Date, serial: number): Uint8Array {
  return Buffer.concat([attributes("folder", serial), stamp(date)]);
}

/** Of the root's `.`: says that SUSP is in use and where its `ER` is. */
export function rootFields(date: Date, serial: number, continuation: { sector: number; length: number }): Uint8Array {
  const sp = Buffer.from([0x53, 0x50, 7, 1, 0xbe, 0xef, 0]);
  const ce = new Fields(28).raw(0, Buffer.from([0x43, 0x45, 28, 1]));
  ce.u32both(4, continuation.sector).u32both(12, 0).u32both(20, continuation.length);
  return Buffer.concat([sp, dotFields(date, serial), ce.bytes]);
}

/** The `ER` entry that names RRIP (RRIP 1.12 §4.3); it stands in the continuation area. */
export function extensionReference(): Uint8Array {
  const id = "IEEE_P1282";
  const description = "THE IEEE P1282 PROTOCOL PROVIDES SUPPORT FOR POSIX FILE SYSTEM SEMANTICS.";
  const source = "PLEASE CONTACT THE IEEE STANDARDS DEPARTMENT, PISCATAWAY, NJ, USA FOR THE P1282 SPECIFICATION.";
  const text = `${id}${description}${source}`;
  const head = Buffer.from([0x45, 0x52, 8 + text.length, 1, id.length, description.length, source.length, 1]);
  return Buffer.concat([head, Buffer.from(text, "latin1")]);
}

function attributes(kind: Entry["kind"], serial: number): Uint8Array {
  const mode = kind === "file" ? 0o100444 : 0o040555;
  return new Fields(44)
    .raw(0, Buffer.from([0x50, 0x58, 44, 1]))
    .u32both(4, mode)
    .u32both(12, kind === "file" ? 1 : 2)
    .u32both(20, 0)
    .u32both(28, 0)
    .u32both(36, serial).bytes;
}

/** `TF` with the time of modification. */
function stamp(date: Date): Uint8Array {
  return Buffer.concat([Buffer.from([0x54, 0x46, 12, 1, 0x02]), shortDate(date)]);
}

function alternateName(name: string): Uint8Array {
  const text = Buffer.from(name, "utf8");
  return Buffer.concat([Buffer.from([0x4e, 0x4d, 5 + text.length, 1, 0]), text]);
}
