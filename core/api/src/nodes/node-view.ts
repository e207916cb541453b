import type { Node } from "@steelyard/interfaces";
import type { Call } from "../http/call.js";
import { type FieldTable, represent, selectFields, viewOf } from "../http/field.js";
import { NODE_FIELDS } from "./node-fields.js";

/** A node as the client sees it; asks the ring only where the owner is shown. */
export async function showNode(call: Call, node: Node, fields: FieldTable<Node>): Promise<Record<string, unknown>> {
  const view = viewOf(call);
  const wantsOwner = fields.some(({ name }) => name === "conductor");
  const conductor = wantsOwner ? await call.conductor.ownerOf(node) : null;
  return represent(node, fields, { ...view, conductor });
}

/** A node with all fields of the version. */
export const showWholeNode = (call: Call, node: Node): Promise<Record<string, unknown>> =>
  showNode(call, node, selectFields(NODE_FIELDS, call.minor, undefined));
