import { INTERFACE_TYPES, type JsonValue, type Node, type ProvisionState } from "@steelyard/interfaces";
import type { NodeChanges } from "@steelyard/runtime-interfaces";
import { badRequest, conflict, notAcceptable } from "../http/api-error.js";
import { type Answer, type Call, flagArg, ok } from "../http/call.js";
import {
  applyPatch,
  checkPatchTargets,
  jsonEqual,
  type PatchOperation,
  patchedValues,
  readPatch,
} from "../http/json-patch.js";
import { checkSchema } from "../http/schema.js";
import { checkChassis, checkServed, parentUuid } from "./create-node.js";
import { NODE_FIELD_SINCE } from "./node-fields.js";
import { checkNodeName, nodeOf } from "./node-ident.js";
import { toColumns, toDocument } from "./node-row.js";
import { NODE_PATCH_SCHEMA, normaliseNode, PATCHABLE_NODE_FIELDS, removedValue } from "./node-schema.js";
import { showWholeNode } from "./node-view.js";

/** States in which a node with a target may be changed. Source: Ironic `states.UPDATE_ALLOWED_STATES`. */
const CHANGEABLE_WITH_TARGET: ReadonlySet<ProvisionState> = new Set<ProvisionState>([
  "deploy failed",
  "inspecting",
  "inspect failed",
  "inspect wait",
  "clean failed",
  "error",
  "verifying",
  "adopt failed",
  "rescue failed",
  "unrescue failed",
  "service hold",
  "service failed",
]);

/** States in which hardware interfaces and the resource class may be changed. Source: Ironic `ConductorManager.update_node`. */
const INTERFACE_CHANGE_STATES: ReadonlySet<ProvisionState> = new Set<ProvisionState>([
  "enroll",
  "inspecting",
  "inspect wait",
  "manageable",
  "available",
]);

const PROTECTABLE: ReadonlySet<ProvisionState> = new Set<ProvisionState>(["active", "rescue"]);
const INSPECT_WAIT_SINCE = 39;
const CHASSIS_REMOVAL_SINCE = 25;

function checkMoment(node: Node, patch: readonly PatchOperation[], minor: number): void {
  const onlyDropsInstance = patch.length === 1 && patch[0]?.op === "remove" && patch[0].path === "/instance_uuid";
  if (node.maintenance && onlyDropsInstance) return;
  if (node.targetProvisionState !== null && !CHANGEABLE_WITH_TARGET.has(node.provisionState))
    throw conflict(`Node ${node.uuid} can not be updated while a state transition is in progress.`);
  if (node.provisionState === "inspecting" && minor >= INSPECT_WAIT_SINCE)
    throw conflict(`Cannot update node "${node.uuid}" while it is in state "inspecting".`);
}

function checkChanges(node: Node, changed: Readonly<Record<string, JsonValue>>): void {
  const where = `node ${node.uuid} is in state "${node.provisionState}"`;
  const isOpen = INTERFACE_CHANGE_STATES.has(node.provisionState);
  const types = INTERFACE_TYPES.filter((type) => `${type}_interface` in changed);
  if (types.length > 0 && !isOpen && !node.maintenance)
    throw conflict(
      `${types.map((type) => `${type}_interface`).join(", ")} can only be changed in ${[...INTERFACE_CHANGE_STATES].join(", ")} or in maintenance; ${where}.`,
    );
  if ("driver" in changed && node.consoleEnabled)
    throw conflict(`Node ${node.uuid} can not change its driver while the console is enabled. Stop the console first.`);
  if (changed["instance_uuid"] && node.instanceUuid !== null)
    throw conflict(`Node ${node.uuid} is associated with instance ${node.instanceUuid}.`);
  if ("resource_class" in changed && node.resourceClass !== null && !isOpen)
    throw conflict(`resource_class can only be changed in ${[...INTERFACE_CHANGE_STATES].join(", ")}; ${where}.`);
  if (changed["protected"] === true && !PROTECTABLE.has(node.provisionState))
    throw conflict(`Only active nodes and nodes in rescue can be protected; ${where}.`);
  if (changed["retired"] === true && node.provisionState === "available")
    throw conflict(`A node can not be retired while it is available; ${where}. Move it to manageable first.`);
}

/** Values that follow from others: flags take their reasons with them, and `display_name` names the instance. */
function addConsequences(node: Node, changed: Record<string, JsonValue>): void {
  if (changed["protected"] === false) changed["protected_reason"] = null;
  if (changed["retired"] === false) changed["retired_reason"] = null;
  if (changed["maintenance"] === false) changed["maintenance_reason"] = null;
  const info = changed["instance_info"] as { readonly display_name?: JsonValue } | undefined;
  if (typeof info?.display_name === "string" && node.instanceName === null && !("instance_name" in changed))
    changed["instance_name"] = info.display_name;
}

async function interfaceChanges(
  call: Call,
  node: Node,
  wanted: Partial<Record<string, string | null>>,
  driver: string | undefined,
  reset: boolean,
): Promise<Pick<NodeChanges, "interfaces">> {
  if (driver === undefined && Object.keys(wanted).length === 0) return {};
  const given = Object.fromEntries(Object.entries(wanted).filter(([, name]) => name !== null));
  const kept = Object.fromEntries(
    Object.entries(node.interfaces).filter(([type, name]) => name !== null && !(type in wanted)),
  );
  return { interfaces: call.conductor.resolveInterfaces(driver ?? node.driver, reset ? given : { ...kept, ...given }) };
}

/** `PATCH /v1/nodes/{node}`. */
export async function patchNode(call: Call): Promise<Answer> {
  const patch = readPatch(call);
  const reset = flagArg(call, "reset_interfaces") === true;
  checkPatchTargets(patch, PATCHABLE_NODE_FIELDS);
  for (const { segments, value, op } of patch) {
    const [name = ""] = segments;
    const isNewer = call.minor < (NODE_FIELD_SINCE.get(name) ?? 1);
    if (isNewer && op !== "remove" && segments.length === 1 && value !== undefined)
      throw notAcceptable(`The field '${name}'`);
  }
  if (reset && patchedValues(patch, "driver").length === 0)
    throw badRequest("The reset_interfaces parameter can only be used when changing the node's driver.");
  const node = await nodeOf(call);
  checkMoment(node, patch, call.minor);
  for (const name of patchedValues(patch, "name")) if (typeof name === "string") checkNodeName(name, call.minor);

  const before = toDocument(node, PATCHABLE_NODE_FIELDS);
  const patched = applyPatch(before, patch);
  if (!("driver" in patched)) throw badRequest("The driver of a node can not be removed.");
  checkSchema("node", NODE_PATCH_SCHEMA, patched);
  for (const name of PATCHABLE_NODE_FIELDS) if (!(name in patched)) patched[name] = removedValue(name);
  const after = normaliseNode(patched);
  if (typeof after["conductor_group"] === "string") after["conductor_group"] = after["conductor_group"].toLowerCase();
  const changed = Object.fromEntries(Object.entries(after).filter(([name, value]) => !jsonEqual(value, before[name])));

  checkChanges(node, changed);
  if (changed["chassis_uuid"] === null && call.minor < CHASSIS_REMOVAL_SINCE)
    throw notAcceptable("Removal of 'chassis_uuid'");
  await checkChassis(call, changed["chassis_uuid"]);
  if (typeof changed["parent_node"] === "string")
    changed["parent_node"] = await parentUuid(call, changed["parent_node"], node.uuid);
  addConsequences(node, changed);

  const { columns, interfaces } = toColumns(changed);
  const driver = columns.driver;
  const changes: NodeChanges = {
    ...columns,
    ...(await interfaceChanges(call, node, interfaces, driver, reset)),
    ...(columns.maintenance === false ? { fault: null } : {}),
  };
  if (driver !== undefined || "conductor_group" in changed || "shard" in changed)
    await checkServed(call, { ...node, ...columns });
  const updated = await call.store.nodes.update(node.uuid, changes, { kind: "version", version: node.version });
  // Ironic answers while it still holds the node; clients see the answering conductor as the holder.
  return ok(await showWholeNode(call, { ...updated, reservation: updated.reservation ?? call.conductor.hostname }));
}
