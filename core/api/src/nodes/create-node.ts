import { randomUUID } from "node:crypto";
import type { JsonObject, JsonValue, Node } from "@steelyard/interfaces";
import { isStoreError, type NewNode } from "@steelyard/runtime-interfaces";
import { badRequest, notAcceptable } from "../http/api-error.js";
import { type Answer, type Call, created, jsonBody } from "../http/call.js";
import { checkSchema } from "../http/schema.js";
import { NODE_FIELD_SINCE } from "./node-fields.js";
import { checkNodeName, nodeByIdent } from "./node-ident.js";
import { toColumns } from "./node-row.js";
import { NODE_CREATE_SCHEMA, normaliseNode } from "./node-schema.js";
import { showWholeNode } from "./node-view.js";

const ENROLL_SINCE = 11;

function rejectNewerFields(body: JsonObject, minor: number): void {
  for (const [name, value] of Object.entries(body)) {
    if (minor >= (NODE_FIELD_SINCE.get(name) ?? 1)) continue;
    const isEmpty = value === null || (name === "conductor_group" && value === "");
    if (!isEmpty) throw notAcceptable(`The field '${name}'`);
  }
}

/** Refuses a chassis that is not there. @throws ApiError 400 */
export async function checkChassis(call: Call, uuid: JsonValue | undefined): Promise<void> {
  if (typeof uuid !== "string") return;
  try {
    await call.store.chassis.get(uuid);
  } catch (cause) {
    if (isStoreError(cause, "NOT_FOUND")) throw badRequest(`Chassis ${uuid} could not be found.`);
    throw cause;
  }
}

/** The UUID of a parent that exists and is not the node itself. @throws ApiError 400, 404 */
export async function parentUuid(call: Call, ident: string, childUuid: string): Promise<string> {
  const parent = await nodeByIdent(call, ident);
  if (parent.uuid === childUuid) throw badRequest("A node can not be its own parent.");
  if (parent.parentNode !== null) throw badRequest(`Node ${parent.uuid} has a parent itself and can not be a parent.`);
  return parent.uuid;
}

/** Refuses a node that no live conductor would serve. @throws ApiError 400 */
export async function checkServed(
  call: Call,
  node: Pick<Node, "uuid" | "driver" | "conductorGroup" | "shard">,
): Promise<void> {
  if ((await call.conductor.ownerOf(node)) === null)
    throw badRequest(
      `No valid host was found. Reason: no conductor of group "${node.conductorGroup}" serves driver ${node.driver}.`,
    );
}

/** `POST /v1/nodes`. */
export async function createNode(call: Call): Promise<Answer> {
  const body = jsonBody(call) ?? {};
  checkSchema("node", NODE_CREATE_SCHEMA, body);
  rejectNewerFields(body as JsonObject, call.minor);
  const values = normaliseNode(body as JsonObject);
  if (typeof values["name"] === "string") checkNodeName(values["name"], call.minor);
  await checkChassis(call, values["chassis_uuid"]);
  const { columns, interfaces } = toColumns(values);
  const { driver, uuid, conductorGroup, resourceClass, parentNode, ...others } = columns as Partial<Node>;
  const id = uuid ?? randomUUID();
  const group = (conductorGroup || call.config.defaultConductorGroup).toLowerCase();
  const chosen = call.conductor.resolveInterfaces(driver as string, interfaces);
  const shard = (others.shard as string | null | undefined) ?? null;
  await checkServed(call, { uuid: id, driver: driver as string, conductorGroup: group, shard });
  const fresh = {
    ...others,
    uuid: id,
    driver: driver as string,
    interfaces: chosen,
    conductorGroup: group,
    resourceClass: resourceClass ?? call.config.defaultResourceClass,
    parentNode: parentNode == null ? null : await parentUuid(call, parentNode, id),
    provisionState: call.minor >= ENROLL_SINCE ? "enroll" : "available",
  } as NewNode;
  const node = await call.store.nodes.create(fresh);
  return created(await showWholeNode(call, node), `${call.baseUrl}/v1/nodes/${node.uuid}`);
}
