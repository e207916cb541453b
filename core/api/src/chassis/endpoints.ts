import { randomUUID } from "node:crypto";
import type { JsonObject } from "@steelyard/interfaces";
import type { Chassis } from "@steelyard/runtime-interfaces";
import { badRequest, notFound } from "../http/api-error.js";
import type { ArgumentTable } from "../http/arguments.js";
import { type Answer, type Call, created, listArg, noContent, ok, param } from "../http/call.js";
import type { Endpoint } from "../http/endpoint.js";
import { type FieldTable, represent, selectFields, selfLinks, viewOf } from "../http/field.js";
import { isUuidLike } from "../http/loose-values.js";
import { nextLink, PAGE_ARGS, planList } from "../http/paging.js";
import { jsonField, plainField, timeField } from "../http/plain-field.js";
import { OBJECT, readChanges, readNew, TEXT, toColumnNames, toWireNames, type Writable } from "../http/writable.js";
import { listNodes, NODE_DETAIL_ARGS, NODE_LIST_ARGS } from "../nodes/node-list.js";

/** Source: Ironic REST API, "Chassis". Its `nodes` is a list in a list, as Ironic sends it. */
export const CHASSIS_FIELDS: FieldTable<Chassis> = [
  plainField("uuid", 1),
  timeField("created_at", 1),
  timeField("updated_at", 1),
  plainField("description", 1),
  jsonField("extra", 1),
  { name: "links", since: 1, isLink: true, read: (row, view) => selfLinks(view.baseUrl, `chassis/${row.uuid}`) },
  {
    name: "nodes",
    since: 1,
    isLink: true,
    read: (row, view) => [selfLinks(view.baseUrl, `chassis/${row.uuid}/nodes`)],
  },
];

const WRITABLE: readonly Writable[] = [
  { name: "uuid", schema: TEXT, kind: "uuid", isFixed: true },
  { name: "description", schema: TEXT },
  { name: "extra", schema: OBJECT, empty: {} },
];

const show = (call: Call, row: Chassis, names?: readonly string[]): Record<string, unknown> =>
  represent(row, selectFields(CHASSIS_FIELDS, call.minor, names), viewOf(call));

async function chassisOf(call: Call, otherwise = badRequest): Promise<Chassis> {
  const uuid = param(call, "chassis");
  if (!isUuidLike(uuid)) throw otherwise(`Expected a UUID but received ${uuid}.`);
  return call.store.chassis.get(uuid);
}

async function list(call: Call, isDetailPath: boolean): Promise<Answer> {
  const plan = planList(call, CHASSIS_FIELDS, ["uuid", "description"], isDetailPath);
  const page = await call.store.chassis.list(plan.page);
  const next = nextLink(call, plan, isDetailPath ? "chassis/detail" : "chassis", page, page.items.at(-1)?.uuid);
  return ok({ chassis: page.items.map((row) => represent(row, plan.fields, viewOf(call))), ...next });
}

async function create(call: Call): Promise<Answer> {
  const { uuid, description, extra } = readNew(call, "chassis", WRITABLE);
  const row = await call.store.chassis.create({
    uuid: (uuid as string | null | undefined) ?? randomUUID(),
    description: (description as string | null | undefined) ?? null,
    extra: (extra as JsonObject | undefined) ?? {},
  });
  return created(show(call, row), `${call.baseUrl}/v1/chassis/${row.uuid}`);
}

async function patch(call: Call): Promise<Answer> {
  const row = await chassisOf(call, notFound);
  const changed = readChanges(
    call,
    "chassis",
    WRITABLE,
    toWireNames(
      row,
      WRITABLE.map(({ name }) => name),
    ),
  );
  return ok(show(call, await call.store.chassis.update(row.uuid, toColumnNames(changed))));
}

async function remove(call: Call): Promise<Answer> {
  await call.store.chassis.delete((await chassisOf(call)).uuid);
  return noContent();
}

async function nodes(call: Call, isDetailPath: boolean): Promise<Answer> {
  const { uuid } = await chassisOf(call);
  return listNodes(call, {
    isDetailPath,
    url: `chassis/${uuid}/nodes${isDetailPath ? "/detail" : ""}`,
    filter: { chassisUuid: uuid },
  });
}

const FIELDS = { fields: { kind: "list", since: 8 } } as const satisfies ArgumentTable;
const CHASSIS = "/v1/chassis/:chassis";

export const chassisEndpoints: readonly Endpoint[] = [
  {
    method: "GET",
    path: "/v1/chassis",
    args: { ...PAGE_ARGS, ...FIELDS, detail: { kind: "boolean", since: 43, below: 400 } },
    run: (call) => list(call, false),
  },
  { method: "GET", path: "/v1/chassis/detail", args: PAGE_ARGS, run: (call) => list(call, true) },
  { method: "POST", path: "/v1/chassis", body: "json", run: create },
  {
    method: "GET",
    path: CHASSIS,
    args: FIELDS,
    run: async (call) => ok(show(call, await chassisOf(call), listArg(call, "fields"))),
  },
  { method: "PATCH", path: CHASSIS, body: "json", run: patch },
  { method: "DELETE", path: CHASSIS, run: remove },
  { method: "GET", path: `${CHASSIS}/nodes`, args: NODE_LIST_ARGS, run: (call) => nodes(call, false) },
  { method: "GET", path: `${CHASSIS}/nodes/detail`, args: NODE_DETAIL_ARGS, run: (call) => nodes(call, true) },
];
