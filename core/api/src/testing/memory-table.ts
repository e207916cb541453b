import { type Page, type PageRequest, StoreError } from "@steelyard/runtime-interfaces";

export interface Row {
  readonly id: number;
  readonly uuid: string;
  readonly version?: number;
}

const now = (): string => new Date().toISOString();

function compare(left: unknown, right: unknown): number {
  if (left === right) return 0;
  if (left === null || left === undefined) return -1;
  if (right === null || right === undefined) return 1;
  return (left as string | number) < (right as string | number) ? -1 : 1;
}

/** Rows in memory with unique columns, paging and times; the store of the API's own tests. */
export class MemoryTable<T extends Row> {
  readonly rows = new Map<string, T>();
  readonly #resource: string;
  readonly #unique: readonly (keyof T & string)[];
  #lastId = 0;

  constructor(resource: string, unique: readonly (keyof T & string)[]) {
    this.#resource = resource;
    this.#unique = unique;
  }

  insert(row: Omit<T, "id">): T {
    const full = { ...row, id: ++this.#lastId, version: 1, createdAt: now(), updatedAt: null } as unknown as T;
    this.#checkUnique(full);
    this.rows.set(full.uuid, full);
    return full;
  }

  update(uuid: string, changes: object): T {
    const before = this.get(uuid);
    const after = { ...before, ...changes, version: (before.version ?? 0) + 1, updatedAt: now() };
    this.#checkUnique(after);
    this.rows.set(uuid, after);
    return after;
  }

  #checkUnique(row: T): void {
    for (const field of ["uuid", ...this.#unique] as (keyof T & string)[]) {
      const value = row[field];
      if (value === null || value === undefined) continue;
      for (const other of this.rows.values())
        if (other[field] === value && other.id !== row.id)
          throw new StoreError("DUPLICATE", { resource: this.#resource, field, value: String(value) });
    }
  }

  get(uuid: string): T {
    const row = this.rows.get(uuid);
    if (row === undefined) throw new StoreError("NOT_FOUND", { resource: this.#resource, value: uuid });
    return row;
  }

  find(test: (row: T) => boolean): T | undefined {
    return [...this.rows.values()].find(test);
  }

  list(test: (row: T) => boolean, page: PageRequest): Page<T> {
    const key = (page.sortKey ?? "id") as keyof T;
    const sign = page.sortDir === "desc" ? -1 : 1;
    const sorted = [...this.rows.values()].sort((a, b) => sign * (compare(a[key], b[key]) || a.id - b.id));
    const at = page.marker === undefined ? -1 : sorted.indexOf(this.get(page.marker));
    const found = sorted.slice(at + 1).filter(test);
    const items = found.slice(0, page.limit);
    const last = items.at(-1);
    return found.length > items.length && last !== undefined ? { items, next: last.uuid } : { items };
  }
}
