import { ApiError } from "../http/api-error.js";
import { type Answer, type Call, listArg, noContent, ok } from "../http/call.js";
import type { Endpoint } from "../http/endpoint.js";
import { selectFields } from "../http/field.js";
import { createNode } from "./create-node.js";
import { historyEndpoints } from "./history.js";
import { indicatorEndpoints } from "./indicators.js";
import { machineSettingsEndpoints } from "./machine-settings.js";
import { maintenanceEndpoints } from "./maintenance.js";
import { managementEndpoints } from "./management.js";
import { nodeDataEndpoints } from "./node-data.js";
import { NODE_FIELDS } from "./node-fields.js";
import { nodeOf } from "./node-ident.js";
import { listNodes, NODE_DETAIL_ARGS, NODE_LIST_ARGS } from "./node-list.js";
import { nodeStatesEndpoints } from "./node-states.js";
import { showNode } from "./node-view.js";
import { patchNode } from "./patch-node.js";
import { traitsEndpoints } from "./traits.js";
import { validateEndpoints } from "./validate.js";
import { vendorPassthruEndpoints } from "./vendor-passthru.js";

async function getNode(call: Call): Promise<Answer> {
  const node = await nodeOf(call);
  const fields = selectFields(NODE_FIELDS, call.minor, listArg(call, "fields"));
  return ok(await showNode(call, node, fields));
}

async function deleteNode(call: Call): Promise<Answer> {
  const node = await nodeOf(call);
  if (node.protected)
    throw new ApiError(403, `Node ${node.uuid} is protected and can not be undeployed, rebuilt or deleted.`);
  await call.conductor.deleteNode(node.uuid);
  return noContent();
}

async function children(call: Call): Promise<Answer> {
  const node = await nodeOf(call);
  const uuids: string[] = [];
  let marker: string | undefined;
  do {
    const page = await call.store.nodes.list(
      { parentNode: node.uuid },
      { limit: call.config.maxLimit, ...(marker === undefined ? {} : { marker }) },
    );
    uuids.push(...page.items.map(({ uuid }) => uuid));
    marker = page.next;
  } while (marker !== undefined);
  return ok({ children: uuids });
}

const NODE = "/v1/nodes/:node_ident";

/** Every endpoint below `/v1/nodes` but the lists of ports and portgroups. */
export const nodeEndpoints: readonly Endpoint[] = [
  {
    method: "GET",
    path: "/v1/nodes",
    args: NODE_LIST_ARGS,
    run: (call) => listNodes(call, { isDetailPath: false, url: "nodes" }),
  },
  {
    method: "GET",
    path: "/v1/nodes/detail",
    args: NODE_DETAIL_ARGS,
    run: (call) => listNodes(call, { isDetailPath: true, url: "nodes/detail" }),
  },
  { method: "POST", path: "/v1/nodes", body: "json", run: createNode },
  { method: "GET", path: NODE, args: { fields: { kind: "list", since: 8 } }, run: getNode },
  {
    method: "PATCH",
    path: NODE,
    body: "json",
    args: { reset_interfaces: { kind: "boolean", since: 45 } },
    run: patchNode,
  },
  { method: "DELETE", path: NODE, run: deleteNode },
  { method: "GET", path: `${NODE}/children`, since: 83, run: children },
  ...validateEndpoints,
  ...nodeStatesEndpoints,
  ...machineSettingsEndpoints,
  ...maintenanceEndpoints,
  ...managementEndpoints,
  ...indicatorEndpoints,
  ...traitsEndpoints,
  ...vendorPassthruEndpoints,
  ...historyEndpoints,
  ...nodeDataEndpoints,
];
