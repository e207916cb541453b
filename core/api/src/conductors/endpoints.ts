import type { ConductorRecord } from "@steelyard/runtime-interfaces";
import { notFound } from "../http/api-error.js";
import { type Answer, type Call, listArg, ok, param } from "../http/call.js";
import type { Below, Endpoint } from "../http/endpoint.js";
import { type FieldTable, represent, selectFields, selfLinks, viewOf } from "../http/field.js";
import { nextLink, PAGE_ARGS, planList } from "../http/paging.js";
import { plainField, timeField } from "../http/plain-field.js";

const SINCE = 49;
const BELOW: Below = { status: 404, shape: "fault" };

/** Source: Ironic REST API, "Conductors". */
export const CONDUCTOR_FIELDS: FieldTable<ConductorRecord> = [
  timeField("created_at", SINCE),
  timeField("updated_at", SINCE),
  plainField("hostname", SINCE),
  plainField("conductor_group", SINCE),
  { name: "alive", since: SINCE, read: (row) => row.isAlive },
  { name: "drivers", since: SINCE, read: (row) => row.hardwareTypes.map(({ name }) => name).sort() },
  {
    name: "links",
    since: SINCE,
    isLink: true,
    read: (row, view) => selfLinks(view.baseUrl, `conductors/${row.hostname}`),
  },
];

function compare(left: unknown, right: unknown): number {
  if (left === right) return 0;
  return (left as string | number) < (right as string | number) ? -1 : 1;
}

async function list(call: Call): Promise<Answer> {
  const plan = planList(call, CONDUCTOR_FIELDS, ["hostname", "conductor_group", "alive"]);
  const column = (plan.page.sortKey ?? "id") as keyof ConductorRecord;
  const sign = plan.sortDir === "desc" ? -1 : 1;
  const rows = [...(await call.store.conductors.list())].sort(
    (a, b) => sign * (compare(a[column], b[column]) || a.id - b.id),
  );
  const marker = plan.page.marker;
  const at = marker === undefined ? -1 : rows.findIndex(({ hostname }) => hostname === marker);
  if (marker !== undefined && at < 0) throw notFound(`Conductor ${marker} cannot be found.`);
  const items = rows.slice(at + 1, at + 1 + plan.page.limit);
  const next = nextLink(call, plan, "conductors", { items }, items.at(-1)?.hostname);
  return ok({ conductors: items.map((row) => represent(row, plan.fields, viewOf(call))), ...next });
}

async function one(call: Call): Promise<Answer> {
  const hostname = param(call, "conductor");
  const row = (await call.store.conductors.list()).find((conductor) => conductor.hostname === hostname);
  if (row === undefined) throw notFound(`Conductor ${hostname} cannot be found.`);
  const fields = selectFields(CONDUCTOR_FIELDS, call.minor, listArg(call, "fields"));
  return ok(represent(row, fields, viewOf(call)));
}

const FIELDS = { fields: { kind: "list" } } as const;

export const conductorEndpoints: readonly Endpoint[] = [
  {
    method: "GET",
    path: "/v1/conductors",
    since: SINCE,
    below: BELOW,
    args: { ...PAGE_ARGS, ...FIELDS, marker: { kind: "string" }, detail: { kind: "boolean" } },
    run: list,
  },
  { method: "GET", path: "/v1/conductors/:conductor", since: SINCE, below: BELOW, args: FIELDS, run: one },
];
