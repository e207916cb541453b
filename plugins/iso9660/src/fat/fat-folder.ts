/** Bytes that start at a cluster. */
export interface FatChunk {
  readonly cluster: number;
  readonly bytes: Uint8Array;
}

interface Child {
  readonly name: Uint8Array;
  readonly content: FatFolder | Uint8Array;
  cluster: number;
}

const ENTRY = 32;
/** 1 January 2000 (FAT specification §5: years from 1980). */
const DATE = ((2000 - 1980) << 9) | (1 << 5) | 1;

/** A folder of a FAT volume. */
export class FatFolder {
  readonly #children = new Map<string, Child>();
  #cluster = 0;
  #parentCluster = 0;

  /** @throws Error for a name that is not 8.3 or a path given twice */
  add(names: readonly string[], bytes: Uint8Array, path: string): void {
    const [first = "", ...rest] = names;
    const key = first.toUpperCase();
    const found = this.#children.get(key);
    if (rest.length === 0) {
      if (found !== undefined) throw new Error(`EFI system partition: ${path} is given twice`);
      this.#children.set(key, { name: shortName(key, path), content: bytes, cluster: 0 });
      return;
    }
    const folder = found?.content ?? new FatFolder();
    if (!(folder instanceof FatFolder)) throw new Error(`EFI system partition: ${path} lies below a file`);
    if (found === undefined) this.#children.set(key, { name: shortName(key, path), content: folder, cluster: 0 });
    folder.add(rest, bytes, path);
  }

  /** Gives every file and folder below its clusters, one after the other, from cluster 2 on. */
  layout(clusterSize: number): readonly FatChunk[] {
    let next = 2;
    const chunks: { cluster: number; bytes: Uint8Array | FatFolder }[] = [];
    const place = (folder: FatFolder) => {
      for (const child of folder.#children.values()) {
        const { content } = child;
        const size = content instanceof FatFolder ? (content.#children.size + 2) * ENTRY : content.length;
        if (!(content instanceof FatFolder) && size === 0) continue;
        child.cluster = next;
        next += Math.max(1, Math.ceil(size / clusterSize));
        chunks.push({ cluster: child.cluster, bytes: content });
        if (!(content instanceof FatFolder)) continue;
        content.#cluster = child.cluster;
        content.#parentCluster = folder.#cluster;
        place(content);
      }
    };
    place(this);
    return chunks.map(({ cluster, bytes }) => ({
      cluster,
      bytes: bytes instanceof FatFolder ? bytes.#withDots() : bytes,
    }));
  }

  /** Its entries; clusters are right after `layout`. */
  directory(): Uint8Array {
    return Buffer.concat(
      [...this.#children.values()].map(({ name, content, cluster }) => {
        const isFolder = content instanceof FatFolder;
        return entry(name, isFolder, cluster, isFolder ? 0 : content.length);
      }),
    );
  }

  #withDots(): Uint8Array {
    const name = (text: string) => Buffer.from(text.padEnd(11), "latin1");
    return Buffer.concat([
      entry(name("."), true, this.#cluster, 0),
      entry(name(".."), true, this.#parentCluster, 0),
      this.directory(),
    ]);
  }
}

function entry(name: Uint8Array, isFolder: boolean, cluster: number, size: number): Uint8Array {
  const bytes = Buffer.alloc(ENTRY);
  bytes.set(name);
  bytes.writeUInt8(isFolder ? 0x10 : 0x20, 11);
  for (const at of [16, 18, 24]) bytes.writeUInt16LE(DATE, at);
  bytes.writeUInt16LE(cluster, 26);
  bytes.writeUInt32LE(size, 28);
  return bytes;
}

function shortName(name: string, path: string): Uint8Array {
  const match = /^([A-Z0-9_~$-]{1,8})(?:\.([A-Z0-9_~$-]{1,3}))?$/.exec(name);
  if (match === null) throw new Error(`EFI system partition: ${JSON.stringify(path)} is not made of 8.3 names`);
  const [, stem = "", extension = ""] = match;
  return Buffer.from(`${stem.padEnd(8)}${extension.padEnd(3)}`, "latin1");
}
