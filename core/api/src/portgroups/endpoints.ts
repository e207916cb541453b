import { randomUUID } from "node:crypto";
import type { Portgroup } from "@steelyard/interfaces";
import type { NewPortgroup, PortgroupChanges } from "@steelyard/runtime-interfaces";
import { badRequest, notFound } from "../http/api-error.js";
import type { ArgumentTable } from "../http/arguments.js";
import { type Answer, type Call, created, listArg, noContent, ok, param, textArg } from "../http/call.js";
import type { Endpoint } from "../http/endpoint.js";
import { type FieldTable, represent, selectFields, selfLinks, viewOf } from "../http/field.js";
import { isUuidLike, macAddress } from "../http/loose-values.js";
import { nextLink, PAGE_ARGS, planList } from "../http/paging.js";
import { jsonField, plainField, timeField } from "../http/plain-field.js";
import {
  FLAG,
  OBJECT,
  readChanges,
  readNew,
  TEXT,
  toColumnNames,
  toWireNames,
  type Writable,
} from "../http/writable.js";
import { isNodeName, nodeByIdent, nodeByUuid } from "../nodes/node-ident.js";
import { checkConnectivity, checkNotInspecting, owningNode, readAddress } from "../ports/port-rules.js";
import { portgroupByIdent } from "./portgroup-ident.js";

/** Source: Ironic REST API, "Portgroups". */
export const PORTGROUP_FIELDS: FieldTable<Portgroup> = [
  plainField("uuid", 23),
  timeField("created_at", 23),
  timeField("updated_at", 23),
  plainField("address", 23),
  jsonField("extra", 23),
  jsonField("internal_info", 23),
  plainField("name", 23),
  { name: "node_uuid", since: 23, read: (group) => group.nodeUuid },
  plainField("standalone_ports_supported", 23),
  {
    name: "links",
    since: 23,
    isLink: true,
    read: (group, view) => selfLinks(view.baseUrl, `portgroups/${group.uuid}`),
  },
  {
    name: "ports",
    since: 23,
    isLink: true,
    read: (group, view) => selfLinks(view.baseUrl, `portgroups/${group.uuid}/ports`),
  },
  plainField("mode", 26),
  jsonField("properties", 26),
  plainField("physical_network", 102, 400),
  plainField("category", 103, 400),
  plainField("dynamic_portgroup", 111),
];

const WRITABLE: readonly Writable[] = [
  { name: "node_uuid", schema: { type: "string" }, kind: "uuid", isRequired: true, empty: "never" },
  { name: "uuid", schema: TEXT, kind: "uuid", isFixed: true },
  { name: "address", schema: TEXT },
  { name: "name", schema: TEXT },
  { name: "extra", schema: OBJECT, empty: {} },
  { name: "standalone_ports_supported", schema: FLAG, kind: "flag", empty: true },
  { name: "mode", since: 26, schema: TEXT, empty: "never" },
  { name: "properties", since: 26, schema: OBJECT, empty: {} },
  {
    name: "physical_network",
    since: 102,
    below: 400,
    schema: { type: ["string", "null"], minLength: 1, maxLength: 64 },
  },
  { name: "category", since: 103, below: 400, schema: { type: ["string", "null"], maxLength: 80 } },
];

const show = (call: Call, group: Portgroup, names?: readonly string[]): Record<string, unknown> =>
  represent(group, selectFields(PORTGROUP_FIELDS, call.minor, names), viewOf(call));

async function list(call: Call, isDetailPath: boolean, nodeUuid?: string): Promise<Answer> {
  const plan = planList(call, PORTGROUP_FIELDS, ["uuid", "address", "name"], isDetailPath);
  const address = textArg(call, "address");
  const mac = address === undefined ? undefined : macAddress(address);
  if (address !== undefined && mac === undefined) throw badRequest(`Expected a MAC address but received ${address}.`);
  const ident = textArg(call, "node");
  const owner = nodeUuid ?? (ident === undefined ? undefined : (await nodeByIdent(call, ident)).uuid);
  const filter = {
    ...(mac === undefined ? {} : { address: mac }),
    ...(owner === undefined ? {} : { nodeUuid: owner }),
    ...(listArg(call, "shard") === undefined ? {} : { shards: listArg(call, "shard") as readonly string[] }),
    ...(listArg(call, "conductor_groups") === undefined
      ? {}
      : { conductorGroups: listArg(call, "conductor_groups") as readonly string[] }),
  };
  const page = await call.store.portgroups.list(filter, plan.page);
  const next = nextLink(call, plan, isDetailPath ? "portgroups/detail" : "portgroups", page, page.items.at(-1)?.uuid);
  return ok({ portgroups: page.items.map((group) => represent(group, plan.fields, viewOf(call))), ...next });
}

function checkName(call: Call, name: unknown): void {
  if (typeof name === "string" && !isNodeName(name, call.minor)) throw badRequest(`Invalid portgroup name '${name}'.`);
}

async function create(call: Call): Promise<Answer> {
  const values = readNew(call, "portgroup", WRITABLE);
  checkName(call, values["name"]);
  if (typeof values["address"] === "string") values["address"] = readAddress(values["address"]);
  const node = await owningNode(call, values["node_uuid"] as string);
  if (values["mode"] === null) delete values["mode"];
  const group = await call.store.portgroups.create({
    ...toColumnNames(values),
    uuid: values["uuid"] ?? randomUUID(),
    nodeUuid: node.uuid,
  } as NewPortgroup);
  return created(show(call, group), `${call.baseUrl}/v1/portgroups/${group.uuid}`);
}

async function patch(call: Call): Promise<Answer> {
  const group = await portgroupByIdent(call, param(call, "portgroup"));
  const node = await nodeByUuid(call, group.nodeUuid);
  const changed = readChanges(
    call,
    "portgroup",
    WRITABLE,
    toWireNames(
      group,
      WRITABLE.map(({ name }) => name),
    ),
  );
  if ("node_uuid" in changed) throw badRequest(`Portgroup ${group.uuid} can not be moved to another node.`);
  checkName(call, changed["name"]);
  if (typeof changed["address"] === "string") changed["address"] = readAddress(changed["address"]);
  checkNotInspecting(call, node, `Portgroup ${group.uuid}`);
  checkConnectivity(node, changed);
  const guard = { kind: "version", version: node.version } as const;
  return ok(
    show(call, await call.store.portgroups.update(group.uuid, toColumnNames(changed) as PortgroupChanges, guard)),
  );
}

async function remove(call: Call): Promise<Answer> {
  const group = await portgroupByIdent(call, param(call, "portgroup"));
  const node = await nodeByUuid(call, group.nodeUuid);
  await call.store.portgroups.delete(group.uuid, { kind: "version", version: node.version });
  return noContent();
}

async function ofNode(call: Call, isDetailPath: boolean): Promise<Answer> {
  const ident = param(call, "node_ident");
  if (!isUuidLike(ident)) throw notFound(`Node ${ident} could not be found.`);
  return list(call, isDetailPath, (await nodeByUuid(call, ident)).uuid);
}

const FILTERS = {
  ...PAGE_ARGS,
  node: { kind: "ident" },
  address: { kind: "string" },
  conductor_groups: { kind: "list", since: 99, below: 400 },
  shard: { kind: "list", since: 106, below: 400 },
} as const satisfies ArgumentTable;
const FIELDS = { fields: { kind: "list" } } as const satisfies ArgumentTable;
const GROUP = "/v1/portgroups/:portgroup";
const OF_NODE = "/v1/nodes/:node_ident/portgroups";

export const portgroupEndpoints: readonly Endpoint[] = [
  {
    method: "GET",
    path: "/v1/portgroups",
    since: 23,
    args: { ...FILTERS, ...FIELDS, detail: { kind: "boolean", since: 43, below: 400 } },
    run: (call) => list(call, false),
  },
  { method: "GET", path: "/v1/portgroups/detail", since: 23, args: FILTERS, run: (call) => list(call, true) },
  { method: "POST", path: "/v1/portgroups", since: 23, body: "json", run: create },
  {
    method: "GET",
    path: GROUP,
    since: 23,
    args: FIELDS,
    run: async (call) =>
      ok(show(call, await portgroupByIdent(call, param(call, "portgroup")), listArg(call, "fields"))),
  },
  { method: "PATCH", path: GROUP, since: 23, body: "json", run: patch },
  { method: "DELETE", path: GROUP, since: 23, run: remove },
  { method: "GET", path: OF_NODE, since: 24, args: { ...PAGE_ARGS, ...FIELDS }, run: (call) => ofNode(call, false) },
  { method: "GET", path: `${OF_NODE}/detail`, since: 24, args: PAGE_ARGS, run: (call) => ofNode(call, true) },
];
