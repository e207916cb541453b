import { type HistoryEntry, isStoreError } from "@steelyard/runtime-interfaces";
import { badRequest, notFound } from "../http/api-error.js";
import { type Answer, type Call, ok, param } from "../http/call.js";
import type { Endpoint } from "../http/endpoint.js";
import { type FieldTable, represent, selectFields, viewOf, wireTime } from "../http/field.js";
import { isUuidLike } from "../http/loose-values.js";
import { nextLink, PAGE_ARGS, planList } from "../http/paging.js";
import { nodeOf } from "./node-ident.js";

/** Source: Ironic REST API, "Node history". */
const HISTORY_FIELDS: FieldTable<HistoryEntry> = [
  { name: "uuid", since: 78, read: (entry) => entry.uuid, sortKey: "uuid" },
  { name: "created_at", since: 78, read: (entry) => wireTime(entry.createdAt), sortKey: "createdAt" },
  { name: "severity", since: 78, read: (entry) => entry.severity, sortKey: "severity" },
  { name: "event_type", since: 78, read: (entry) => entry.eventType, sortKey: "eventType" },
  { name: "event", since: 78, read: (entry) => entry.event, sortKey: "event" },
  { name: "conductor", since: 78, read: (entry) => entry.conductor, sortKey: "conductor" },
  { name: "user", since: 78, read: (entry) => entry.user, sortKey: "user" },
  {
    name: "links",
    since: 78,
    isLink: true,
    read: (entry, view) => [{ href: `${view.baseUrl}/v1/nodes/${entry.nodeUuid}/history/${entry.uuid}`, rel: "self" }],
  },
  { name: "project", since: 113, read: (entry) => entry.project, sortKey: "project" },
  { name: "state", since: 115, read: (entry) => entry.state, sortKey: "state" },
  {
    name: "target_provision_state",
    since: 115,
    read: (entry) => entry.targetProvisionState,
    sortKey: "targetProvisionState",
  },
  { name: "duration_seconds", since: 115, read: (entry) => entry.durationSeconds, sortKey: "durationSeconds" },
];

const BRIEF = ["uuid", "created_at", "severity", "event"];

async function list(call: Call): Promise<Answer> {
  const node = await nodeOf(call);
  const plan = planList(call, HISTORY_FIELDS, BRIEF);
  const page = await call.store.history.list(node.uuid, plan.page);
  const next = nextLink(call, plan, `nodes/${node.uuid}/history`, page, page.items.at(-1)?.uuid);
  return ok({ history: page.items.map((entry) => represent(entry, plan.fields, viewOf(call))), ...next });
}

async function one(call: Call): Promise<Answer> {
  const node = await nodeOf(call);
  const uuid = param(call, "event");
  if (!isUuidLike(uuid)) throw badRequest(`Expected a UUID but received ${uuid}.`);
  try {
    const entry = await call.store.history.get(node.uuid, uuid);
    return ok(represent(entry, selectFields(HISTORY_FIELDS, call.minor, undefined), viewOf(call)));
  } catch (error) {
    if (isStoreError(error, "NOT_FOUND")) throw notFound(`Node history record ${uuid} could not be found.`);
    throw error;
  }
}

const PATH = "/v1/nodes/:node_ident/history";

/** `/v1/nodes/{node}/history…`. */
export const historyEndpoints: readonly Endpoint[] = [
  { method: "GET", path: PATH, since: 78, args: { ...PAGE_ARGS, detail: { kind: "boolean" } }, run: list },
  { method: "GET", path: `${PATH}/:event`, since: 78, run: one },
];
