import { INTERFACE_TYPES } from "@steelyard/interfaces";
import { badRequest, notAcceptable } from "../http/api-error.js";
import { type Answer, type Call, ok, textArg } from "../http/call.js";
import type { Endpoint } from "../http/endpoint.js";
import { isUuidLike } from "../http/loose-values.js";
import { nodeByIdent, nodeOf } from "./node-ident.js";

/** Minor version in which the verdict on an interface is shown; others always are. */
const SHOWN_SINCE: Readonly<Partial<Record<string, number>>> = { firmware: 86 };

async function verdicts(call: Call, node: Awaited<ReturnType<typeof nodeOf>>): Promise<Answer> {
  const found = await call.conductor.validate(node);
  const shown = INTERFACE_TYPES.filter((type) => type !== "vendor" && call.minor >= (SHOWN_SINCE[type] ?? 1));
  return ok(
    Object.fromEntries(
      shown.map((type) => {
        const { result, reason } = found[type];
        return [type, reason === undefined ? { result } : { result, reason }];
      }),
    ),
  );
}

async function validateByQuery(call: Call): Promise<Answer> {
  const node = textArg(call, "node");
  if (node !== undefined && call.minor < 5 && !isUuidLike(node)) throw notAcceptable("A node's name");
  const ident = textArg(call, "node_uuid") ?? node;
  if (ident === undefined) throw badRequest("Missing mandatory argument 'node'.");
  return verdicts(call, await nodeByIdent(call, ident));
}

/** `/v1/nodes/{node}/validate` and the older form with a query. */
export const validateEndpoints: readonly Endpoint[] = [
  {
    method: "GET",
    path: "/v1/nodes/validate",
    args: { node: { kind: "ident" }, node_uuid: { kind: "uuid" } },
    run: validateByQuery,
  },
  { method: "GET", path: "/v1/nodes/:node_ident/validate", run: async (call) => verdicts(call, await nodeOf(call)) },
];
