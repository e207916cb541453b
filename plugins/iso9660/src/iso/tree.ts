import type { RangeSource } from "../content.js";

/** A file of an image. `path` has forward slashes and no leading one. @public */
export interface IsoFile {
  readonly path: string;
  readonly content: RangeSource;
}

export interface FileEntry {
  readonly kind: "file";
  readonly name: string;
  readonly content: RangeSource;
  /** First sector. */
  sector: number;
}

export interface FolderEntry {
  readonly kind: "folder";
  readonly name: string;
  readonly parent: FolderEntry | undefined;
  readonly depth: number;
  readonly entries: Map<string, Entry>;
}

export type Entry = FileEntry | FolderEntry;

const MAX_DEPTH = 8;
const MAX_NAME = 64;
const MAX_FILE = 0xffff_ffff;

/**
 * Builds the folders of an image.
 * @throws Error naming a path that is given twice, is not portable, lies too deep, or a file past 4 GiB
 */
export function treeOf(files: readonly IsoFile[]): FolderEntry {
  const root: FolderEntry = { kind: "folder", name: "", parent: undefined, depth: 1, entries: new Map() };
  for (const { path, content } of files) {
    const names = path.split("/");
    const name = names.pop() ?? "";
    let folder = root;
    for (const each of names) folder = folderIn(folder, each, path);
    mustBeName(name, path);
    if (folder.entries.has(name)) throw new Error(`ISO image: ${path} is given twice`);
    if (content.size > MAX_FILE) throw new Error(`ISO image: ${path} has ${content.size} bytes; 4 GiB is the most`);
    folder.entries.set(name, { kind: "file", name, content, sector: 0 });
  }
  return root;
}

function folderIn(parent: FolderEntry, name: string, path: string): FolderEntry {
  mustBeName(name, path);
  const found = parent.entries.get(name);
  if (found?.kind === "file") throw new Error(`ISO image: ${path} lies below a file`);
  if (found !== undefined) return found;
  if (parent.depth === MAX_DEPTH) throw new Error(`ISO image: ${path} lies more than ${MAX_DEPTH} folders deep`);
  const made: FolderEntry = { kind: "folder", name, parent, depth: parent.depth + 1, entries: new Map() };
  parent.entries.set(name, made);
  return made;
}

function mustBeName(name: string, path: string): void {
  const isPortable = name !== "" && name !== "." && name !== ".." && !/[\p{Cc}\\/:;*?]/u.test(name);
  if (!isPortable || [...name].length > MAX_NAME || Buffer.byteLength(name) > 120)
    throw new Error(`ISO image: ${JSON.stringify(path)} is not a path an image can hold`);
}

/** Folders in the order of the path table: level by level, parents in order, then by identifier (ECMA-119 §6.9.1). */
export function foldersInOrder(root: FolderEntry, order: (folder: FolderEntry) => readonly Entry[]): FolderEntry[] {
  const found: FolderEntry[] = [root];
  for (let at = 0; at < found.length; at += 1)
    for (const entry of order(found[at] as FolderEntry)) if (entry.kind === "folder") found.push(entry);
  return found;
}

/** Files in the order they are laid out. */
export function filesOf(folders: readonly FolderEntry[]): FileEntry[] {
  return folders.flatMap(({ entries }) => [...entries.values()].filter((entry) => entry.kind === "file"));
}
