import { badRequest, notFound } from "../http/api-error.js";
import { type Answer, accepted, type Call, listArg, ok, textArg } from "../http/call.js";
import type { Below, Endpoint } from "../http/endpoint.js";
import { represent, selectFields, viewOf } from "../http/field.js";
import { macAddress } from "../http/loose-values.js";
import { NODE_FIELDS } from "../nodes/node-fields.js";
import { nodeOf } from "../nodes/node-ident.js";

const SINCE = 22;
const BELOW: Below = { status: 404, shape: "fault" };
const STATUSES = ["start", "end", "error"];
const LOOKUP_FIELDS = ["uuid", "properties", "instance_info", "driver_internal_info"];

/** `GET /v1/lookup`. An unknown node and one in a wrong state get the same answer, so nothing can be learned from it. */
async function lookup(call: Call): Promise<Answer> {
  const addresses = (listArg(call, "addresses") ?? []).map(macAddress).filter((address) => address !== undefined);
  const nodeUuid = textArg(call, "node_uuid");
  if (addresses.length === 0 && nodeUuid === undefined)
    throw badRequest("At least one of 'addresses' (MAC addresses) and 'node_uuid' must be given and be valid.");
  const query = { addresses, ...(nodeUuid === undefined ? {} : { nodeUuid }) };
  const { node, config } = await call.conductor.lookup(query).catch((error: unknown) => {
    if ((error as { code?: unknown }).code === "NOT_FOUND") throw notFound("Resource could not be found.");
    throw error;
  });
  return ok({ node: represent(node, selectFields(NODE_FIELDS, call.minor, LOOKUP_FIELDS), viewOf(call)), config });
}

function checkCallback(url: string): void {
  if (url === "") return; // The anaconda deploy interface has no API to call back.
  let protocol: string;
  try {
    protocol = new URL(url).protocol;
  } catch {
    throw badRequest(`The "callback_url" is not a URL.`);
  }
  if (protocol !== "http:" && protocol !== "https:")
    throw badRequest('The "callback_url" must be an http or https URL.');
}

/** `POST /v1/heartbeat/{node}`. */
async function heartbeat(call: Call): Promise<Answer> {
  const node = await nodeOf(call);
  const callbackUrl = textArg(call, "callback_url") ?? "";
  const agentToken = textArg(call, "agent_token") ?? null;
  const agentStatus = textArg(call, "agent_status") ?? null;
  checkCallback(callbackUrl);
  if (agentToken === null) throw badRequest("Agent token is required for heartbeat processing.");
  if (agentStatus !== null && !STATUSES.includes(agentStatus))
    throw badRequest(`Agent status is invalid. Valid states are ${STATUSES.join(",")}.`);
  await call.conductor.heartbeat(
    { uuid: node.uuid },
    {
      callbackUrl,
      agentToken,
      agentStatus,
      agentVersion: textArg(call, "agent_version") ?? null,
      agentVerifyCa: textArg(call, "agent_verify_ca") ?? null,
      agentStatusMessage: textArg(call, "agent_status_message") ?? null,
    },
  );
  return accepted();
}

/** Endpoints for ramdisks; protected by the network and by the agent's token. */
export const lookupEndpoints: readonly Endpoint[] = [
  {
    method: "GET",
    path: "/v1/lookup",
    since: SINCE,
    below: BELOW,
    isForRamdisk: true,
    args: { addresses: { kind: "list" }, node_uuid: { kind: "uuid" } },
    run: lookup,
  },
  {
    method: "POST",
    path: "/v1/heartbeat/:node_ident",
    since: SINCE,
    below: BELOW,
    isForRamdisk: true,
    body: "arguments",
    args: {
      callback_url: { kind: "string", isRequired: true },
      agent_version: { kind: "string", since: 36, below: 400 },
      agent_token: { kind: "string" },
      agent_verify_ca: { kind: "string", since: 68, below: 400 },
      agent_status: { kind: "string", since: 72, below: 400 },
      agent_status_message: { kind: "string", since: 72, below: 400 },
    },
    run: heartbeat,
  },
  {
    method: "POST",
    path: "/v1/heartbeat",
    since: SINCE,
    below: BELOW,
    isForRamdisk: true,
    body: "any",
    run: () => {
      throw badRequest("Missing mandatory argument 'node_ident': POST to /v1/heartbeat/<node>.");
    },
  },
];
