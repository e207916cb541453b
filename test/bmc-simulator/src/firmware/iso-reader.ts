import { BootProblem } from "./boot-problem.js";
import { part, type Readable } from "./readable.js";

const SECTOR = 2048;
const MAX_FILE = 512 * 1024 * 1024;
const EFI_PLATFORM = 0xef;

interface Entry {
  readonly sector: number;
  readonly size: number;
  readonly isFolder: boolean;
  readonly name: string;
}

/** Reads an ISO 9660 volume as firmware and boot loaders do. Source: ECMA-119, RRIP 1.12, El Torito 1.0. */
export class IsoReader {
  readonly #medium: Readable;
  readonly #root: Entry;
  readonly #catalogSector: number | undefined;

  private constructor(medium: Readable, root: Entry, catalogSector: number | undefined) {
    this.#medium = medium;
    this.#root = root;
    this.#catalogSector = catalogSector;
  }

  /** @throws BootProblem when it is no such volume */
  static async open(medium: Readable): Promise<IsoReader> {
    let root: Entry | undefined;
    let catalog: number | undefined;
    for (let sector = 16; sector < 64; sector += 1) {
      const bytes = await medium.read(sector * SECTOR, SECTOR);
      if (bytes.length < SECTOR || bytes.toString("latin1", 1, 6) !== "CD001")
        throw new BootProblem("the medium is no ISO 9660 volume");
      if (bytes[0] === 1) root = entryAt(bytes, 156);
      if (bytes[0] === 0 && bytes.toString("latin1", 7, 30) === "EL TORITO SPECIFICATION")
        catalog = bytes.readUInt32LE(71);
      if (bytes[0] === 255) break;
    }
    if (root === undefined) throw new BootProblem("the medium has no primary volume descriptor");
    return new IsoReader(medium, root, catalog);
  }

  /** The EFI boot image of its catalog. @throws BootProblem when there is none */
  async efiImage(): Promise<Readable> {
    if (this.#catalogSector === undefined) throw new BootProblem("the medium is not bootable: it has no boot record");
    const catalog = await this.#medium.read(this.#catalogSector * SECTOR, SECTOR);
    let sum = 0;
    for (let at = 0; at < 32; at += 2) sum = (sum + catalog.readUInt16LE(at)) & 0xffff;
    if (catalog[0] !== 1 || catalog.readUInt16LE(30) !== 0xaa55 || sum !== 0)
      throw new BootProblem("the medium's boot catalog is not valid");
    let platform = catalog[1];
    for (let at = 32; at + 32 <= catalog.length; at += 32) {
      const kind = catalog[at];
      if (kind === 0x90 || kind === 0x91) platform = catalog[at + 1];
      else if (kind === 0x88 && platform === EFI_PLATFORM)
        return part(this.#medium, catalog.readUInt32LE(at + 8) * SECTOR);
    }
    throw new BootProblem("the medium's boot catalog has no EFI entry");
  }

  /** Whether there is a file or folder of this path. */
  async has(path: string): Promise<boolean> {
    return (await this.#find(path)) !== undefined;
  }

  /** A whole file. @throws BootProblem when there is none of this path */
  async file(path: string): Promise<Buffer> {
    const entry = await this.#find(path);
    if (entry === undefined) throw new BootProblem(`the medium has no file ${path}`);
    if (entry.isFolder) throw new BootProblem(`${path} on the medium is a folder`);
    if (entry.size > MAX_FILE) throw new BootProblem(`${path} on the medium is too large`);
    const bytes = await this.#medium.read(entry.sector * SECTOR, entry.size);
    if (bytes.length < entry.size) throw new BootProblem(`${path} on the medium is cut short`);
    return bytes;
  }

  async #find(path: string): Promise<Entry | undefined> {
    let entry: Entry | undefined = this.#root;
    for (const name of path.split("/").filter((each) => each !== "")) {
      if (!entry.isFolder) return undefined;
      entry = (await this.#list(entry)).find((each) => each.name === name);
      if (entry === undefined) return undefined;
    }
    return entry;
  }

  async #list(folder: Entry): Promise<readonly Entry[]> {
    if (folder.size > MAX_FILE) throw new BootProblem("a folder of the medium is damaged");
    const bytes = await this.#medium.read(folder.sector * SECTOR, folder.size);
    const entries: Entry[] = [];
    for (let at = 0; at < bytes.length; ) {
      const length = bytes[at] as number;
      if (length === 0) {
        at = (Math.floor(at / SECTOR) + 1) * SECTOR;
        continue;
      }
      entries.push(entryAt(bytes, at));
      at += length;
    }
    return entries;
  }
}

function entryAt(bytes: Buffer, at: number): Entry {
  const record = bytes.subarray(at, at + (bytes[at] as number));
  const nameLength = record[32] as number;
  const identifier = record.toString("latin1", 33, 33 + nameLength).replace(/\.?;\d+$/, "");
  const systemUse = record.subarray(33 + nameLength + (nameLength % 2 === 0 ? 1 : 0));
  return {
    sector: record.readUInt32LE(2),
    size: record.readUInt32LE(10),
    isFolder: ((record[25] as number) & 2) !== 0,
    name: rockRidgeName(systemUse) ?? identifier,
  };
}

function rockRidgeName(fields: Buffer): string | undefined {
  let name: string | undefined;
  for (let at = 0; at + 4 <= fields.length; ) {
    const length = fields[at + 2] as number;
    if (length < 4) break;
    if (fields.toString("latin1", at, at + 2) === "NM")
      name = `${name ?? ""}${fields.toString("utf8", at + 5, at + length)}`;
    at += length;
  }
  return name;
}
