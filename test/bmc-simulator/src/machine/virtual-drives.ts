/** A medium in a virtual drive. @public */
export interface InsertedMedium {
  /** Where it is read from, as it was given. */
  readonly url: string;
  /** What the machine sees it as. */
  readonly drive: "cd" | "usb";
}

type WriteJournal = (effect: string, facts?: Readonly<Record<string, string | number | boolean | null>>) => void;

/** The virtual drives that a BMC shows to its machine, by the name of their slot. @public */
export class VirtualDrives {
  readonly #journal: WriteJournal;
  readonly #changed: () => void;
  readonly #media = new Map<string, InsertedMedium>();

  constructor(journal: WriteJournal, changed: () => void) {
    this.#journal = journal;
    this.#changed = changed;
  }

  inSlot(slot: string): InsertedMedium | undefined {
    return this.#media.get(slot);
  }

  /** The first medium that the machine sees as a drive of this kind. */
  first(drive: InsertedMedium["drive"]): InsertedMedium | undefined {
    return [...this.#media.values()].find((medium) => medium.drive === drive);
  }

  insert(slot: string, medium: InsertedMedium): void {
    this.#media.set(slot, medium);
    this.#journal("media-insert", { slot, drive: medium.drive, url: medium.url.replace(/\?.*$/, "") });
    this.#changed();
  }

  eject(slot: string): void {
    if (!this.#media.delete(slot)) return;
    this.#journal("media-eject", { slot });
    this.#changed();
  }
}
