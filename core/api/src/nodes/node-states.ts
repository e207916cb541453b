import { type JsonObject, type JsonSchema, POWER_TARGETS, type PowerTarget } from "@steelyard/interfaces";
import { badRequest, conflict, notAcceptable } from "../http/api-error.js";
import { type Answer, accepted, type Call, jsonBody, noContent, ok, textArg } from "../http/call.js";
import type { Endpoint } from "../http/endpoint.js";
import { represent, selectFields, viewOf } from "../http/field.js";
import { checkSchema } from "../http/schema.js";
import { NODE_STATE_FIELDS } from "./node-fields.js";
import { nodeOf, nodeUrl } from "./node-ident.js";
import { PROVISION_ARGS, provision } from "./provision.js";

const SOFT_SINCE = 27;

/** Source: Ironic `drivers/raid_config_schema.json`. */
const RAID_SCHEMA: JsonSchema = {
  type: "object",
  properties: {
    logical_disks: {
      type: "array",
      minItems: 1,
      items: {
        type: "object",
        properties: {
          raid_level: { enum: ["JBOD", "0", "1", "2", "5", "6", "1+0", "5+0", "6+0"] },
          size_gb: { anyOf: [{ type: "integer", minimum: 0, exclusiveMinimum: 0 }, { enum: ["MAX"] }] },
          volume_name: { type: "string" },
          is_root_volume: { type: "boolean" },
          share_physical_disks: { type: "boolean" },
          disk_type: { enum: ["hdd", "ssd"] },
          interface_type: { enum: ["sata", "scsi", "sas", "nvme"] },
          number_of_physical_disks: { type: "integer", minimum: 0, exclusiveMinimum: 0 },
          controller: { type: "string" },
          physical_disks: { type: "array", items: { anyOf: [{ type: "string" }, { type: "object" }] } },
        },
        required: ["raid_level", "size_gb"],
        additionalProperties: false,
      },
    },
  },
  additionalProperties: false,
};

async function showStates(call: Call): Promise<Answer> {
  const node = await nodeOf(call);
  return ok(represent(node, selectFields(NODE_STATE_FIELDS, call.minor, undefined), viewOf(call)));
}

async function setPower(call: Call): Promise<Answer> {
  const node = await nodeOf(call);
  const target = textArg(call, "target") ?? "";
  const timeout = call.args["timeout"];
  const isSoft = target.startsWith("soft ");
  if ((isSoft || timeout) && call.minor < SOFT_SINCE) throw notAcceptable(isSoft ? `'${target}'` : "'timeout'");
  if (typeof timeout === "number" && timeout < 1) throw badRequest("timeout has to be positive integer");
  if (!(POWER_TARGETS as readonly string[]).includes(target))
    throw badRequest(`The requested power target "${target}" is not one of ${POWER_TARGETS.join(", ")}.`);
  if (node.provisionState === "cleaning" || node.provisionState === "clean wait")
    throw badRequest(
      `The power of node ${node.uuid} can not be changed while it is in state "${node.provisionState}".`,
    );
  if (node.disablePowerOff && (target === "power off" || target === "soft power off"))
    throw conflict(`Power off is disabled for node ${node.uuid}.`);
  await call.conductor.power(node.uuid, target as PowerTarget, {
    requestId: call.requestId,
    ...(typeof timeout === "number" ? { timeoutSec: timeout } : {}),
  });
  return accepted(nodeUrl(call, "states"));
}

async function setRaid(call: Call): Promise<Answer> {
  const config = jsonBody(call);
  checkSchema("target_raid_config", RAID_SCHEMA, config ?? null);
  const disks = (config as { readonly logical_disks?: readonly JsonObject[] }).logical_disks ?? [];
  if (disks.filter((disk) => disk["is_root_volume"] === true).length > 1)
    throw badRequest("Schema error for target_raid_config/logical_disks: more than one disk has is_root_volume.");
  const node = await nodeOf(call);
  await call.conductor.setTargetRaidConfig(node.uuid, config as JsonObject);
  return noContent();
}

const STATES = "/v1/nodes/:node_ident/states";

/** `/v1/nodes/{node}/states…`. */
export const nodeStatesEndpoints: readonly Endpoint[] = [
  { method: "GET", path: STATES, run: showStates },
  {
    method: "PUT",
    path: `${STATES}/power`,
    body: "arguments",
    args: { target: { kind: "string", isRequired: true }, timeout: { kind: "integer" } },
    run: setPower,
  },
  {
    method: "PUT",
    path: `${STATES}/provision`,
    body: "arguments",
    bodyLimit: "provision",
    args: PROVISION_ARGS,
    run: provision,
  },
  {
    method: "PUT",
    path: `${STATES}/raid`,
    since: 12,
    below: { status: 406, shape: "fault" },
    body: "json",
    run: setRaid,
  },
];
