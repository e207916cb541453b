import { type Answer, accepted, type Call, textArg } from "../http/call.js";
import type { Endpoint } from "../http/endpoint.js";
import { nodeOf } from "./node-ident.js";

async function set(call: Call, isOn: boolean): Promise<Answer> {
  const node = await nodeOf(call);
  await call.conductor.setMaintenance(node.uuid, isOn, isOn ? (textArg(call, "reason") ?? null) : null);
  return accepted();
}

const PATH = "/v1/nodes/:node_ident/maintenance";

/** `/v1/nodes/{node}/maintenance`. */
export const maintenanceEndpoints: readonly Endpoint[] = [
  {
    method: "PUT",
    path: PATH,
    body: "arguments",
    args: { reason: { kind: "string" } },
    run: (call) => set(call, true),
  },
  { method: "DELETE", path: PATH, run: (call) => set(call, false) },
];
