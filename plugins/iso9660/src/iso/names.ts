import type { Entry, FolderEntry } from "./tree.js";

/** How one of the two directory trees names its entries. */
export interface Naming {
  /** Entries of a folder in directory order, each with its identifier. */
  of(folder: FolderEntry): readonly { readonly entry: Entry; readonly identifier: Uint8Array }[];
}

/** ECMA-119 level 1: eight and three characters, upper case, a version; unique in its folder. */
export const PRIMARY_NAMES: Naming = naming(() => {
  const used = new Set<string>();
  return (entry) => {
    const [stem, extension] = split(entry);
    for (let count = 0; ; count += 1) {
      const suffix = count === 0 ? "" : String(count);
      const name = `${stem.slice(0, 8 - suffix.length)}${suffix}${entry.kind === "file" ? `.${extension}` : ""}`;
      if (used.has(name)) continue;
      used.add(name);
      return Buffer.from(entry.kind === "file" ? `${name};1` : name, "latin1");
    }
  };
});

/** Joliet: the name as it is, in UCS-2. Source: Joliet Specification, "Allowed Character Set". */
export const JOLIET_NAMES: Naming = naming(
  () => (entry) => ucs2(entry.kind === "file" ? `${entry.name};1` : entry.name),
);

/** UCS-2, big-endian. */
export function ucs2(text: string): Buffer {
  return Buffer.from(text, "utf16le").swap16();
}

function naming(namer: () => (entry: Entry) => Uint8Array): Naming {
  const known = new WeakMap<FolderEntry, ReturnType<Naming["of"]>>();
  return {
    of(folder) {
      let list = known.get(folder);
      if (list === undefined) {
        const nameOf = namer();
        const byName = [...folder.entries.values()].toSorted((a, b) => (a.name < b.name ? -1 : 1));
        list = byName
          .map((entry) => ({ entry, identifier: nameOf(entry) }))
          .toSorted((a, b) => Buffer.compare(a.identifier, b.identifier));
        known.set(folder, list);
      }
      return list;
    },
  };
}

function split(entry: Entry): readonly [string, string] {
  const clean = (text: string) => text.toUpperCase().replace(/[^A-Z0-9_]/g, "_");
  const dot = entry.kind === "file" ? entry.name.lastIndexOf(".") : -1;
  const stem = clean(dot > 0 ? entry.name.slice(0, dot) : entry.name);
  const extension = clean(dot > 0 ? entry.name.slice(dot + 1) : "").slice(0, 3);
  return [stem === "" ? "_" : stem, extension];
}
