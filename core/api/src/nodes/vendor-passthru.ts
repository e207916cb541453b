import { type Answer, type Call, ok } from "../http/call.js";
import type { Endpoint } from "../http/endpoint.js";
import { showVendorMethods, vendorAnswer, vendorCall } from "../http/vendor-answer.js";
import { nodeOf } from "./node-ident.js";

async function passthru(call: Call): Promise<Answer> {
  const { method, args } = vendorCall(call);
  const node = await nodeOf(call);
  return vendorAnswer(await call.conductor.vendorPassthru(node.uuid, method, call.method, args, call.signal));
}

const PATH = "/v1/nodes/:node_ident/vendor_passthru";
const METHODS = ["GET", "POST", "PUT", "PATCH", "DELETE"] as const;

/** `/v1/nodes/{node}/vendor_passthru…`. */
export const vendorPassthruEndpoints: readonly Endpoint[] = [
  {
    method: "GET",
    path: `${PATH}/methods`,
    run: async (call) => ok(showVendorMethods(await call.conductor.vendorMethods((await nodeOf(call)).uuid))),
  },
  ...METHODS.flatMap((method): Endpoint[] => [
    { method, path: PATH, body: "any", run: passthru },
    { method, path: `${PATH}/:method`, body: "any", run: passthru },
  ]),
];
