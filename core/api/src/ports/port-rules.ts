import type { JsonObject, JsonValue, Node } from "@steelyard/interfaces";
import { isStoreError } from "@steelyard/runtime-interfaces";
import { badRequest, conflict } from "../http/api-error.js";
import type { Call } from "../http/call.js";
import { macAddress } from "../http/loose-values.js";

/** Attributes that decide how a machine is connected; they change only while nothing depends on them. */
const CONNECTIVITY = ["portgroup_uuid", "pxe_enabled", "local_link_connection", "physical_network"] as const;
const INSPECT_WAIT_SINCE = 39;
const OPEN_STATES = new Set(["enroll", "inspecting", "inspect wait", "manageable"]);

/** A MAC address in its stored form. @throws ApiError 400 */
export function readAddress(value: JsonValue | undefined): string {
  const address = macAddress(value);
  if (address === undefined) throw badRequest(`Expected a MAC address but received ${JSON.stringify(value ?? null)}.`);
  return address;
}

/** Switch identifiers are MAC addresses or OpenFlow datapath ids. @throws ApiError 400 */
export function readLocalLink(value: JsonValue | undefined): JsonObject {
  const link = (value ?? {}) as JsonObject;
  const id = link["switch_id"];
  if (id === undefined) return link;
  const mac = macAddress(id);
  if (mac !== undefined) return { ...link, switch_id: mac };
  if (typeof id === "string" && /^[0-9a-f]{16}$/i.test(id)) return { ...link, switch_id: id.toLowerCase() };
  throw badRequest(`Invalid switch ID ${JSON.stringify(id)}: expected a MAC address or an OpenFlow datapath id.`);
}

/** The node a port belongs to. @throws ApiError 400 */
export async function owningNode(call: Call, uuid: string): Promise<Node> {
  const node = await call.store.nodes.find({ uuid });
  if (node === undefined) throw badRequest(`Node ${uuid} could not be found.`);
  return node;
}

/** Refuses a portgroup that is not there or belongs to another node. @throws ApiError 400, 409 */
export async function checkPortgroup(call: Call, node: Node, uuid: JsonValue | undefined): Promise<void> {
  if (typeof uuid !== "string") return;
  try {
    const group = await call.store.portgroups.get({ uuid });
    if (group.nodeUuid !== node.uuid) throw conflict(`Portgroup ${uuid} does not belong to node ${node.uuid}.`);
  } catch (error) {
    if (isStoreError(error, "NOT_FOUND")) throw badRequest(`Portgroup ${uuid} could not be found.`);
    throw error;
  }
}

/** Refuses changes of the connection of a machine that is in use. @throws ApiError 409 */
export function checkConnectivity(node: Node, changed: JsonObject): void {
  const touched = CONNECTIVITY.filter((name) => name in changed);
  if (touched.length === 0 || node.maintenance || OPEN_STATES.has(node.provisionState)) return;
  throw conflict(
    `${touched.join(", ")} can only be changed while node ${node.uuid} is in ${[...OPEN_STATES].join(", ")} or in maintenance; it is in state "${node.provisionState}".`,
  );
}

/** Refuses changes while the machine is looked at; older clients see `inspect wait` as this state, so they may. @throws ApiError 409 */
export function checkNotInspecting(call: Call, node: Node, what: string): void {
  if (node.provisionState !== "inspecting" || call.minor < INSPECT_WAIT_SINCE) return;
  throw conflict(`${what} can not be changed while node ${node.uuid} is in state "inspecting".`);
}

/** Refuses to touch a port that a tenant's network is attached to. @throws ApiError 409 */
export function checkDetached(node: Node, internalInfo: JsonObject, what: string): void {
  if (internalInfo["tenant_vif_port_id"] === undefined || node.maintenance) return;
  throw conflict(`${what} can not be changed or deleted: a virtual interface is attached to it. Detach it first.`);
}
