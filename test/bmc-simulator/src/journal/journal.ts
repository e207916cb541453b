import { appendFileSync } from "node:fs";

/** One side effect on a machine. @public */
export interface JournalEntry {
  /** Grows by one with every entry of a rack. */
  readonly sequence: number;
  /** ISO 8601, UTC. */
  readonly at: string;
  readonly machine: string;
  /** `power-on`, `power-off`, `reset`, `boot-override`, `media-insert`, `media-eject`, `boot`, `disk-write`, `agent-command`, … */
  readonly effect: string;
  readonly facts: Readonly<Record<string, string | number | boolean | null>>;
}

/** What happened to the machines of a rack, in order; also a file with one JSON object per line, where a path is given. @public */
export class Journal {
  readonly #path: string | undefined;
  readonly #entries: JournalEntry[] = [];
  readonly #listeners = new Set<(entry: JournalEntry) => void>();

  constructor(path?: string) {
    this.#path = path;
  }

  get entries(): readonly JournalEntry[] {
    return this.#entries;
  }

  /** Written before it returns, so that what a machine did is on record whatever happens next. */
  write(machine: string, effect: string, facts: JournalEntry["facts"] = {}): void {
    const entry = { sequence: this.#entries.length + 1, at: new Date().toISOString(), machine, effect, facts };
    this.#entries.push(entry);
    if (this.#path !== undefined) appendFileSync(this.#path, `${JSON.stringify(entry)}\n`);
    for (const listener of this.#listeners) listener(entry);
  }

  /** Calls `listener` with every later entry. @returns a function that ends it */
  onEntry(listener: (entry: JournalEntry) => void): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }
}
