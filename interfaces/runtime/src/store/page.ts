/** One page of a list. `next` is the marker of the following page (the uuid of the last row), absent on the last. @public */
export interface Page<T> {
  readonly items: readonly T[];
  readonly next?: string;
}

/** How a list is walked. @public */
export interface PageRequest<SortKey extends string = string> {
  /** At most this many rows (1–1000). */
  readonly limit: number;
  /** The uuid (or, for nodes, name) of the row after which the page starts. Unknown: `NOT_FOUND`. */
  readonly marker?: string;
  /** Default `id`: in order of creation. NULLs come first; text sorts by code point; `id` breaks ties. */
  readonly sortKey?: SortKey;
  readonly sortDir?: "asc" | "desc";
}
