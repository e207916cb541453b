import type { Page, PageRequest } from "@steelyard/runtime-interfaces";
import { badRequest } from "./api-error.js";
import type { ArgumentTable } from "./arguments.js";
import { type Call, flagArg, listArg, textArg } from "./call.js";
import { type FieldTable, selectFields, sortColumn } from "./field.js";

/** Arguments of every list. */
export const PAGE_ARGS = {
  limit: { kind: "integer" },
  marker: { kind: "uuid" },
  sort_key: { kind: "string" },
  sort_dir: { kind: "string" },
} as const satisfies ArgumentTable;

/** How a list is to be walked and shown. */
export interface ListPlan<T> {
  readonly page: PageRequest<never>;
  readonly fields: FieldTable<T>;
  /** Names for the `next` link; undefined when everything is shown. */
  readonly fieldNames: readonly string[] | undefined;
  readonly sortKey: string;
  readonly sortDir: string;
}

/** Limit of a page. @throws ApiError 400 */
export function pageLimit(call: Call): number {
  const wanted = call.args["limit"];
  if (typeof wanted !== "number") return call.config.maxLimit;
  if (wanted <= 0) throw badRequest("Limit must be positive");
  return Math.min(wanted, call.config.maxLimit);
}

/** Reads `fields`, `detail`, `sort_key`, `sort_dir`, `limit` and `marker`. @throws ApiError 400, 406 */
export function planList<T>(
  call: Call,
  table: FieldTable<T>,
  brief: readonly string[],
  isDetailPath = false,
): ListPlan<T> {
  const wanted = listArg(call, "fields");
  const wantsDetail = flagArg(call, "detail") === true;
  if (wanted !== undefined && wantsDetail) throw badRequest("Can't fetch a subset of fields with 'detail' set");
  const fieldNames =
    isDetailPath || wantsDetail ? undefined : (wanted ?? brief.filter((name) => isShown(table, name, call.minor)));
  const fields = selectFields(table, call.minor, fieldNames);
  const sortKey = textArg(call, "sort_key") ?? "id";
  const sortDir = textArg(call, "sort_dir") ?? "asc";
  const column = sortColumn(table, call.minor, sortKey);
  if (sortDir !== "asc" && sortDir !== "desc")
    throw badRequest(`Invalid sort direction: ${sortDir}. Acceptable values are 'asc' or 'desc'`);
  const marker = textArg(call, "marker");
  const page = { limit: pageLimit(call), sortKey: column, sortDir, ...(marker === undefined ? {} : { marker }) };
  return { page: page as PageRequest<never>, fields, fieldNames, sortKey, sortDir };
}

const isShown = <T>(table: FieldTable<T>, name: string, minor: number): boolean =>
  (table.find((field) => field.name === name)?.since ?? Number.POSITIVE_INFINITY) <= minor;

/** The URL of the following page, as Ironic writes it: present whenever the page is full. */
export function nextLink<T>(
  call: Call,
  plan: ListPlan<T>,
  url: string,
  page: Page<unknown>,
  lastMarker: string | undefined,
  extra: Readonly<Record<string, string | undefined>> = {},
): { next?: string } {
  if (lastMarker === undefined || page.items.length < plan.page.limit) return {};
  const query = [
    `sort_key=${encodeURIComponent(plan.sortKey)}`,
    `sort_dir=${plan.sortDir}`,
    ...Object.entries(extra).flatMap(([key, value]) =>
      value === undefined ? [] : [`${key}=${encodeURIComponent(value)}`],
    ),
    ...(plan.fieldNames === undefined ? [] : [`fields=${plan.fieldNames.join(",")}`]),
    `limit=${plan.page.limit}`,
    `marker=${encodeURIComponent(lastMarker)}`,
  ];
  return { next: `${call.baseUrl}/v1/${url}?${query.join("&")}` };
}
