import type { Node } from "@steelyard/interfaces";
import { badRequest, notAcceptable, notFound } from "../http/api-error.js";
import { type Call, param } from "../http/call.js";
import { isHostname, isLogicalName, isUuidLike } from "../http/loose-values.js";

const NAMES_SINCE = 5;
const FREE_NAMES_SINCE = 10;

/** First path segments below `/v1/nodes` that no node may be named. */
const RESERVED_NAMES = new Set([
  "allocation",
  "bios",
  "children",
  "detail",
  "firmware",
  "history",
  "inventory",
  "maintenance",
  "management",
  "portgroups",
  "ports",
  "states",
  "traits",
  "validate",
  "vendor_passthru",
  "vifs",
  "vmedia",
  "volume",
]);

/** Whether the version takes this as a node's name. */
export function isNodeName(name: string, minor: number): boolean {
  if (isUuidLike(name)) return false;
  return minor < FREE_NAMES_SINCE ? isHostname(name) : isLogicalName(name);
}

/** Refuses a name for a node. @throws ApiError 400, 406 */
export function checkNodeName(name: string, minor: number): void {
  if (minor < NAMES_SINCE) throw notAcceptable("The field 'name'");
  if (!isNodeName(name, minor))
    throw badRequest(`Invalid node name '${name}': letters, digits and -._~ only, and not a UUID.`);
  if (RESERVED_NAMES.has(name)) throw badRequest(`The word "${name}" is reserved and can not be used as a node name.`);
}

async function byUuid(call: Call, uuid: string): Promise<Node | undefined> {
  const exact = await call.store.nodes.find({ uuid });
  if (exact !== undefined || uuid === uuid.toLowerCase()) return exact;
  return call.store.nodes.find({ uuid: uuid.toLowerCase() });
}

/** The node by UUID. @throws ApiError 404 */
export async function nodeByUuid(call: Call, uuid: string): Promise<Node> {
  const node = isUuidLike(uuid) ? await byUuid(call, uuid) : undefined;
  if (node === undefined) throw notFound(`Node ${uuid} could not be found.`);
  return node;
}

/** The node by UUID or name. @throws ApiError 400 for text that is neither, 404 */
export async function nodeByIdent(call: Call, ident: string): Promise<Node> {
  if (isUuidLike(ident)) return nodeByUuid(call, ident);
  if (call.minor < NAMES_SINCE) throw notFound(`Node ${ident} could not be found.`);
  if (!isLogicalName(ident)) throw badRequest(`Expected a logical name or UUID but received ${ident}.`);
  const node =
    (await call.store.nodes.find({ name: ident })) ??
    (call.hadJsonSuffix ? await call.store.nodes.find({ name: `${ident}.json` }) : undefined);
  if (node === undefined) throw notFound(`Node ${ident} could not be found.`);
  return node;
}

/** The node that the path names. */
export const nodeOf = (call: Call): Promise<Node> => nodeByIdent(call, param(call, "node_ident"));

/** Location of a node's sub-resource, with the node named as the client did. */
export const nodeUrl = (call: Call, rest: string): string =>
  `${call.baseUrl}/v1/nodes/${encodeURIComponent(param(call, "node_ident"))}/${rest}`;
