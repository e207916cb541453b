import { randomUUID } from "node:crypto";
import type { Node, Port } from "@steelyard/interfaces";
import type { NewPort, PortChanges, PortFilter } from "@steelyard/runtime-interfaces";
import { badRequest, notFound } from "../http/api-error.js";
import type { ArgumentTable } from "../http/arguments.js";
import { type Answer, type Call, created, listArg, noContent, ok, param, textArg } from "../http/call.js";
import type { Endpoint } from "../http/endpoint.js";
import { represent, selectFields, viewOf } from "../http/field.js";
import { isLogicalName, isUuidLike, macAddress } from "../http/loose-values.js";
import { nextLink, PAGE_ARGS, planList } from "../http/paging.js";
import { readChanges, readNew, toColumnNames, toWireNames } from "../http/writable.js";
import { nodeByIdent, nodeByUuid } from "../nodes/node-ident.js";
import { portgroupByIdent } from "../portgroups/portgroup-ident.js";
import { PORT_BRIEF, PORT_FIELDS, PORT_WRITABLE } from "./port-fields.js";
import {
  checkConnectivity,
  checkDetached,
  checkNotInspecting,
  checkPortgroup,
  owningNode,
  readAddress,
  readLocalLink,
} from "./port-rules.js";

const NAMES_SINCE = 88;

async function portOf(call: Call): Promise<Port> {
  const ident = param(call, "port");
  if (isUuidLike(ident)) return call.store.ports.get({ uuid: ident });
  if (call.minor >= NAMES_SINCE && isLogicalName(ident)) return call.store.ports.get({ name: ident });
  throw badRequest(`Expected a UUID but received ${ident}.`);
}

const show = (call: Call, port: Port, names?: readonly string[]): Record<string, unknown> =>
  represent(port, selectFields(PORT_FIELDS, call.minor, names), viewOf(call));

async function list(call: Call, isDetailPath: boolean, fixed: PortFilter = {}): Promise<Answer> {
  const plan = planList(call, PORT_FIELDS, PORT_BRIEF, isDetailPath);
  const { address, node, node_uuid: nodeUuid, portgroup } = call.args as Record<string, string | undefined>;
  const mac = address === undefined ? undefined : macAddress(address);
  if (address !== undefined && mac === undefined) throw badRequest(`Expected a MAC address but received ${address}.`);
  const ident = nodeUuid ?? node;
  const owner: Node | undefined = ident === undefined ? undefined : await nodeByIdent(call, ident);
  const filter: PortFilter = {
    ...(mac === undefined ? {} : { address: mac }),
    ...(owner === undefined ? {} : { nodeUuid: owner.uuid }),
    ...(portgroup === undefined ? {} : { portgroupUuid: (await portgroupByIdent(call, portgroup)).uuid }),
    ...(listArg(call, "shard") === undefined ? {} : { shards: listArg(call, "shard") as readonly string[] }),
    ...(listArg(call, "conductor_groups") === undefined
      ? {}
      : { conductorGroups: listArg(call, "conductor_groups") as readonly string[] }),
    ...(textArg(call, "description_contains") === undefined
      ? {}
      : { descriptionContains: textArg(call, "description_contains") as string }),
    ...fixed,
  };
  const page = await call.store.ports.list(filter, plan.page);
  const url = isDetailPath ? "ports/detail" : "ports";
  const next = nextLink(call, plan, url, page, page.items.at(-1)?.uuid);
  return ok({ ports: page.items.map((port) => represent(port, plan.fields, viewOf(call))), ...next });
}

async function create(call: Call): Promise<Answer> {
  const values = readNew(call, "port", PORT_WRITABLE);
  const address = readAddress(values["address"]);
  const node = await owningNode(call, values["node_uuid"] as string);
  await checkPortgroup(call, node, values["portgroup_uuid"]);
  if (values["pxe_enabled"] === null) values["pxe_enabled"] = true;
  const port = await call.store.ports.create({
    ...toColumnNames(values),
    uuid: values["uuid"] ?? randomUUID(),
    address,
    nodeUuid: node.uuid,
    localLinkConnection: readLocalLink(values["local_link_connection"]),
  } as NewPort);
  return created(show(call, port), `${call.baseUrl}/v1/ports/${port.uuid}`);
}

async function patch(call: Call): Promise<Answer> {
  const port = await portOf(call);
  const node = await nodeByUuid(call, port.nodeUuid);
  const document = toWireNames(
    port,
    PORT_WRITABLE.map(({ name }) => name),
  );
  const changed = readChanges(call, "port", PORT_WRITABLE, document);
  if (typeof changed["node_uuid"] === "string") {
    await owningNode(call, changed["node_uuid"]);
    throw badRequest(`Port ${port.uuid} can not be moved to another node.`);
  }
  if ("address" in changed) {
    changed["address"] = readAddress(changed["address"]);
    checkDetached(node, port.internalInfo, `Port ${port.uuid}`);
  }
  if ("local_link_connection" in changed)
    changed["local_link_connection"] = readLocalLink(changed["local_link_connection"]);
  checkNotInspecting(call, node, `Port ${port.uuid}`);
  checkConnectivity(node, changed);
  await checkPortgroup(call, node, changed["portgroup_uuid"]);
  const guard = { kind: "version", version: node.version } as const;
  const updated = await call.store.ports.update(port.uuid, toColumnNames(changed) as PortChanges, guard);
  return ok(show(call, updated));
}

async function remove(call: Call): Promise<Answer> {
  const port = await portOf(call);
  const node = await nodeByUuid(call, port.nodeUuid);
  checkDetached(node, port.internalInfo, `Port ${port.uuid}`);
  await call.store.ports.delete(port.uuid, { kind: "version", version: node.version });
  return noContent();
}

async function ofNode(call: Call, isDetailPath: boolean): Promise<Answer> {
  const ident = param(call, "node_ident");
  if (!isUuidLike(ident)) throw notFound(`Node ${ident} could not be found.`);
  return list(call, isDetailPath, { nodeUuid: (await nodeByUuid(call, ident)).uuid });
}

async function ofPortgroup(call: Call, isDetailPath: boolean): Promise<Answer> {
  return list(call, isDetailPath, { portgroupUuid: (await portgroupByIdent(call, param(call, "portgroup"))).uuid });
}

const FIELDS = { fields: { kind: "list", since: 8 } } as const satisfies ArgumentTable;
const FILTERS = {
  ...PAGE_ARGS,
  node: { kind: "ident", since: 6 },
  node_uuid: { kind: "uuid" },
  address: { kind: "string" },
  portgroup: { kind: "ident", since: 24 },
  shard: { kind: "list", since: 82 },
  description_contains: { kind: "string", since: 97, below: 400 },
  conductor_groups: { kind: "list", since: 99, below: 400 },
} as const satisfies ArgumentTable;
const PORT = "/v1/ports/:port";

export const portEndpoints: readonly Endpoint[] = [
  {
    method: "GET",
    path: "/v1/ports",
    args: { ...FILTERS, ...FIELDS, detail: { kind: "boolean", since: 43, below: 400 } },
    run: (call) => list(call, false),
  },
  { method: "GET", path: "/v1/ports/detail", args: FILTERS, run: (call) => list(call, true) },
  { method: "POST", path: "/v1/ports", body: "json", run: create },
  {
    method: "GET",
    path: PORT,
    args: FIELDS,
    run: async (call) => ok(show(call, await portOf(call), listArg(call, "fields"))),
  },
  { method: "PATCH", path: PORT, body: "json", run: patch },
  { method: "DELETE", path: PORT, run: remove },
  {
    method: "GET",
    path: "/v1/nodes/:node_ident/ports",
    args: { ...PAGE_ARGS, ...FIELDS },
    run: (call) => ofNode(call, false),
  },
  { method: "GET", path: "/v1/nodes/:node_ident/ports/detail", args: PAGE_ARGS, run: (call) => ofNode(call, true) },
  {
    method: "GET",
    path: "/v1/portgroups/:portgroup/ports",
    since: 24,
    args: { ...PAGE_ARGS, ...FIELDS },
    run: (call) => ofPortgroup(call, false),
  },
  {
    method: "GET",
    path: "/v1/portgroups/:portgroup/ports/detail",
    since: 24,
    args: PAGE_ARGS,
    run: (call) => ofPortgroup(call, true),
  },
];
