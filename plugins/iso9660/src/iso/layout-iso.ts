import { bytesSource, type RangeSource, type Segment, segmented } from "../content.js";
import { bootCatalog, bootRecord, terminator, type VolumeTree, volumeDescriptor } from "./descriptors.js";
import { directoryExtent, pathTable } from "./directory.js";
import { SECTOR, sectors } from "./fields.js";
import { JOLIET_NAMES, type Naming, PRIMARY_NAMES } from "./names.js";
import { extensionReference } from "./rock-ridge.js";
import { type Entry, type FolderEntry, filesOf, foldersInOrder, type IsoFile, treeOf } from "./tree.js";

/** @public */
export interface IsoOptions {
  /** Up to 32 characters; Joliet shows the first 16. */
  readonly volumeId: string;
  readonly files: readonly IsoFile[];
  /** FAT image of an EFI system partition; with it firmware in UEFI mode can start from the image. */
  readonly efiImage?: RangeSource;
  /** Time of everything on the image. Default 1 January 2000, so that equal files give equal images. */
  readonly modifiedAt?: Date;
}

const SYSTEM_AREA_SECTORS = 16;
/** Drives read ahead; burners and some firmware want this much behind the last file. */
const PADDING_SECTORS = 150;

/**
 * Lays out an ISO 9660 image with Rock Ridge and Joliet, and El Torito where there is an EFI image. Nothing is read before
 * the result is; any range of it can be read, at any time, and equal options give equal bytes.
 *
 * @remarks Source: ECMA-119, SUSP and RRIP 1.12, Joliet, El Torito 1.0.
 * @throws Error for a path an image can not hold, or a file past 4 GiB
 * @public
 */
export function layoutIso(options: IsoOptions): RangeSource {
  const { volumeId, efiImage, modifiedAt: date = new Date(Date.UTC(2000, 0, 1)) } = options;
  const root = treeOf(options.files);
  const segments: Segment[] = [];
  let next = SYSTEM_AREA_SECTORS;
  const reserve = (size: number): number => {
    const sector = next;
    next += sectors(size);
    return sector;
  };
  const put = (sector: number, source: RangeSource | Uint8Array) =>
    segments.push({ offset: sector * SECTOR, source: source instanceof Uint8Array ? bytesSource(source) : source });

  const descriptors = reserve((efiImage === undefined ? 3 : 4) * SECTOR);
  const catalog = efiImage === undefined ? 0 : reserve(SECTOR);
  const reference = extensionReference();
  const continuation = { sector: reserve(reference.length), length: reference.length };
  const primary = new Tree(root, PRIMARY_NAMES, date, continuation, reserve);
  const joliet = new Tree(root, JOLIET_NAMES, date, undefined, reserve);
  for (const file of filesOf(primary.folders)) {
    file.sector = reserve(file.content.size);
    put(file.sector, file.content);
  }
  const efiSector = efiImage === undefined ? 0 : reserve(efiImage.size);
  next += PADDING_SECTORS;

  const volume = { id: volumeId, sectorCount: next, date };
  const heads = [
    volumeDescriptor("primary", volume, primary.volume),
    ...(efiImage === undefined ? [] : [bootRecord(catalog)]),
    volumeDescriptor("joliet", volume, joliet.volume),
    terminator(),
  ];
  put(descriptors, Buffer.concat(heads));
  put(continuation.sector, reference);
  if (efiImage !== undefined) {
    put(catalog, bootCatalog({ sector: efiSector, size: efiImage.size }));
    put(efiSector, efiImage);
  }
  for (const tree of [primary, joliet]) for (const { sector, bytes } of tree.extents()) put(sector, bytes);
  return segmented(next * SECTOR, segments);
}

/** One of the two directory trees over the same files. */
class Tree {
  readonly folders: readonly FolderEntry[];
  readonly volume: VolumeTree;
  readonly #context: Parameters<typeof directoryExtent>[1];

  constructor(
    root: FolderEntry,
    naming: Naming,
    date: Date,
    continuation: { readonly sector: number; readonly length: number } | undefined,
    reserve: (size: number) => number,
  ) {
    this.folders = foldersInOrder(root, (folder) => naming.of(folder).map(({ entry }) => entry));
    const extents = new Map<FolderEntry, { sector: number; size: number }>();
    const rockRidge =
      continuation === undefined ? {} : { rockRidge: { serials: serialsOf(this.folders), continuation } };
    this.#context = { naming, date, extents, ...rockRidge };
    const size = pathTable(this.folders, this.#context, false).length;
    const table = { size, littleSector: reserve(size), bigSector: reserve(size) };
    for (const folder of this.folders) {
      const { length } = directoryExtent(folder, this.#context);
      extents.set(folder, { sector: reserve(length), size: length });
    }
    this.volume = { pathTable: table, root: extents.get(root) as { sector: number; size: number } };
  }

  /** The bytes of all structures, once every file has its sector. */
  extents(): readonly { readonly sector: number; readonly bytes: Uint8Array }[] {
    const { littleSector, bigSector } = this.volume.pathTable;
    return [
      { sector: littleSector, bytes: pathTable(this.folders, this.#context, false) },
      { sector: bigSector, bytes: pathTable(this.folders, this.#context, true) },
      ...this.folders.map((folder) => ({
        sector: this.#context.extents.get(folder)?.sector ?? 0,
        bytes: directoryExtent(folder, this.#context),
      })),
    ];
  }
}

function serialsOf(folders: readonly FolderEntry[]): ReadonlyMap<Entry, number> {
  const entries: Entry[] = [...folders, ...filesOf(folders)];
  return new Map(entries.map((entry, index) => [entry, index + 1]));
}
