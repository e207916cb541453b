import { FAULTS, type Node, PROVISION_STATES, type ProvisionState } from "@steelyard/interfaces";
import type { NodeFilter, Page } from "@steelyard/runtime-interfaces";
import { badRequest } from "../http/api-error.js";
import type { ArgumentTable } from "../http/arguments.js";
import { type Answer, type Call, flagArg, listArg, ok, textArg } from "../http/call.js";
import { nextLink, PAGE_ARGS, planList } from "../http/paging.js";
import { NODE_BRIEF, NODE_FIELDS } from "./node-fields.js";
import { nodeByIdent } from "./node-ident.js";
import { showNode } from "./node-view.js";

/** Filters of `GET /v1/nodes/detail`. Source: Ironic REST API, "List nodes". */
export const NODE_DETAIL_ARGS = {
  ...PAGE_ARGS,
  associated: { kind: "boolean" },
  chassis_uuid: { kind: "uuid" },
  instance_uuid: { kind: "uuid" },
  maintenance: { kind: "boolean" },
  provision_state: { kind: "string", since: 9 },
  driver: { kind: "string", since: 16 },
  resource_class: { kind: "string", since: 21 },
  fault: { kind: "string", since: 42 },
  conductor_group: { kind: "string", since: 46 },
  conductor: { kind: "string", since: 49 },
  owner: { kind: "string", since: 50 },
  description_contains: { kind: "string", since: 51, below: "allowed" },
  retired: { kind: "boolean", since: 61, below: "allowed" },
  lessee: { kind: "string", since: 65 },
  project: { kind: "string", since: 65, below: "allowed" },
  shard: { kind: "list", since: 82 },
  sharded: { kind: "boolean", since: 82 },
  include_children: { kind: "boolean", since: 83, below: 400 },
  parent_node: { kind: "ident", since: 83, below: 400 },
  instance_name: { kind: "string", since: 104 },
} as const satisfies ArgumentTable;

/** Filters of `GET /v1/nodes`. */
export const NODE_LIST_ARGS = {
  ...NODE_DETAIL_ARGS,
  fields: { kind: "list", since: 8 },
  detail: { kind: "boolean", since: 43, below: 400 },
} as const satisfies ArgumentTable;

function oneOf<T extends string>(what: string, value: string | undefined, allowed: readonly T[]): T | undefined {
  if (value === undefined) return undefined;
  if (!(allowed as readonly string[]).includes(value)) throw badRequest(`${what} "${value}" is not valid.`);
  return value as T;
}

async function parentFilter(call: Call): Promise<Pick<NodeFilter, "parentNode">> {
  const parent = textArg(call, "parent_node");
  if (parent !== undefined) return { parentNode: (await nodeByIdent(call, parent)).uuid };
  return flagArg(call, "include_children") === true ? {} : { parentNode: null };
}

/** The store's filter for the arguments of a request. @throws ApiError 400, 404 */
export async function nodeFilter(call: Call): Promise<NodeFilter> {
  const state = oneOf<ProvisionState>("Provision state", textArg(call, "provision_state"), PROVISION_STATES);
  const fault = oneOf("Fault", textArg(call, "fault"), FAULTS);
  const driver = textArg(call, "driver");
  const group = textArg(call, "conductor_group");
  const chassisUuid = textArg(call, "chassis_uuid");
  if (chassisUuid !== undefined) await call.store.chassis.get(chassisUuid);
  const filter = {
    instanceUuid: textArg(call, "instance_uuid"),
    associated: flagArg(call, "associated"),
    maintenance: flagArg(call, "maintenance"),
    retired: flagArg(call, "retired"),
    fault,
    provisionStates: state === undefined ? undefined : [state],
    drivers: driver === undefined ? undefined : [driver],
    resourceClass: textArg(call, "resource_class"),
    conductorGroups: group === undefined ? undefined : [group],
    chassisUuid,
    owner: textArg(call, "owner"),
    lessee: textArg(call, "lessee"),
    project: textArg(call, "project"),
    instanceName: textArg(call, "instance_name"),
    shards: listArg(call, "shard"),
    sharded: flagArg(call, "sharded"),
    descriptionContains: textArg(call, "description_contains"),
    ...(await parentFilter(call)),
  };
  return Object.fromEntries(Object.entries(filter).filter(([, value]) => value !== undefined)) as NodeFilter;
}

/**
 * Nodes that a conductor owns. The ring is not in the database, so rows are read page by page until enough are found.
 */
async function ownedPage(
  call: Call,
  conductor: string,
  filter: NodeFilter,
  page: Parameters<Call["store"]["nodes"]["list"]>[1],
): Promise<Page<Node>> {
  const found: Node[] = [];
  let marker = page.marker;
  for (;;) {
    const part = await call.store.nodes.list(filter, { ...page, ...(marker === undefined ? {} : { marker }) });
    for (const node of part.items) {
      if ((await call.conductor.ownerOf(node)) === conductor) found.push(node);
      if (found.length === page.limit) return { items: found };
    }
    if (part.next === undefined) return { items: found };
    call.signal.throwIfAborted();
    marker = part.next;
  }
}

/** A list of nodes. `url` is what the `next` link points to. */
export async function listNodes(
  call: Call,
  options: { readonly isDetailPath: boolean; readonly url: string; readonly filter?: NodeFilter },
): Promise<Answer> {
  const plan = planList(call, NODE_FIELDS, NODE_BRIEF, options.isDetailPath);
  const filter = { ...(await nodeFilter(call)), ...options.filter };
  const conductor = textArg(call, "conductor");
  const page =
    conductor === undefined
      ? await call.store.nodes.list(filter, plan.page)
      : await ownedPage(call, conductor, filter, plan.page);
  const nodes = await Promise.all(page.items.map((node) => showNode(call, node, plan.fields)));
  const isSingle = call.args["instance_uuid"] !== undefined;
  const extra = {
    associated: flagArg(call, "associated") ? "True" : undefined,
    maintenance: flagArg(call, "maintenance") ? "True" : undefined,
    retired: flagArg(call, "retired") ? "True" : undefined,
    detail: flagArg(call, "detail") === undefined ? undefined : flagArg(call, "detail") ? "True" : "False",
  };
  const next = isSingle ? {} : nextLink(call, plan, options.url, page, page.items.at(-1)?.uuid, extra);
  return ok({ nodes, ...next });
}
