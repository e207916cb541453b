import { type Page, type PageRequest, StoreError } from "@steelyard/runtime-interfaces";
import type { Knex } from "knex";
import { run, type Scope } from "../database/scope.js";
import { type Column, fromRow, type Row } from "./columns.js";

/** How a table is listed. */
export interface Listing<T> {
  readonly table: string;
  readonly resource: string;
  readonly columns: readonly Column[];
  /** Columns a marker may name, the first that has it wins. Default `uuid`. */
  readonly markers?: readonly string[];
  /** Makes objects of the rows of one page. */
  readonly read?: (rows: readonly Row[]) => Promise<readonly T[]>;
}

const MAX_LIMIT = 1000;

/**
 * One page by keyset: after the marker's row in the order of the sort key, NULLs first, `id` as tie-break.
 * @throws StoreError `NOT_FOUND` for an unknown marker
 */
export async function page<T extends { readonly uuid: string }>(
  scope: Scope,
  listing: Listing<T>,
  where: (query: Knex.QueryBuilder) => Knex.QueryBuilder,
  request: PageRequest,
): Promise<Page<T>> {
  const limit = Math.min(Math.max(1, request.limit), MAX_LIMIT);
  const { column, isJson } = sortColumn(listing, request.sortKey ?? "id");
  const direction = request.sortDir ?? "asc";
  const key =
    isJson && scope.dialect === "postgresql" ? `${listing.table}.${column}::text` : `${listing.table}.${column}`;
  const query = where(scope.db(listing.table).select(`${listing.table}.*`));
  if (request.marker !== undefined)
    after(query, listing.table, key, direction, await markerRow(scope, listing, request.marker, key));
  query
    .orderByRaw(`${key} ${direction} nulls ${direction === "asc" ? "first" : "last"}, ${listing.table}.id ${direction}`)
    .limit(limit + 1);
  const rows = (await run(query)) as Row[];
  const kept = rows.slice(0, limit);
  const items = listing.read ? await listing.read(kept) : kept.map((row) => fromRow<T>(listing.columns, row));
  const last = items.at(-1);
  return rows.length > limit && last !== undefined ? { items, next: last.uuid } : { items };
}

function sortColumn<T>(listing: Listing<T>, sortKey: string): { column: string; isJson: boolean } {
  const found = listing.columns.find(({ field }) => field === sortKey);
  if (found === undefined) throw new Error(`${listing.resource} has no field ${sortKey} to sort by`);
  return { column: found.column, isJson: found.kind === "json" };
}

async function markerRow<T>(scope: Scope, listing: Listing<T>, marker: string, key: string): Promise<Row> {
  for (const column of listing.markers ?? ["uuid"]) {
    const rows = (await run(
      scope
        .db(listing.table)
        .select("id", scope.db.raw(`${key} as sort_value`))
        .where(column, marker)
        .limit(1),
    )) as Row[];
    if (rows[0] !== undefined) return rows[0];
  }
  throw new StoreError("NOT_FOUND", { resource: listing.resource, field: "marker", value: marker });
}

function after(query: Knex.QueryBuilder, table: string, key: string, direction: "asc" | "desc", marker: Row): void {
  const id = Number(marker["id"]);
  const value = marker["sort_value"] as string | number | null;
  const than = direction === "asc" ? ">" : "<";
  query.where((q) => {
    if (value === null) {
      q.whereRaw(`(${key} is null and ${table}.id ${than} ?)`, [id]);
      if (direction === "asc") q.orWhereRaw(`${key} is not null`);
      return;
    }
    q.whereRaw(`${key} ${than} ?`, [value]).orWhereRaw(`(${key} = ? and ${table}.id ${than} ?)`, [value, id]);
    if (direction === "desc") q.orWhereRaw(`${key} is null`);
  });
}
