import type { JsonObject, JsonSchema, JsonValue, Node } from "@steelyard/interfaces";
import {
  PROVISION_VERBS,
  type ProvisionRequest,
  type ProvisionVerb,
  type UserStep,
} from "@steelyard/runtime-interfaces";
import { ApiError, badRequest, notAcceptable } from "../http/api-error.js";
import type { ArgumentTable } from "../http/arguments.js";
import { type Answer, accepted, type Call, textArg } from "../http/call.js";
import { checkSchema } from "../http/schema.js";
import { nodeOf, nodeUrl } from "./node-ident.js";

/** Body of `PUT …/states/provision`. */
export const PROVISION_ARGS = {
  target: { kind: "string", isRequired: true },
  configdrive: { kind: "configdrive" },
  clean_steps: { kind: "steps" },
  deploy_steps: { kind: "steps" },
  service_steps: { kind: "steps", since: 87 },
  rescue_password: { kind: "string" },
  disable_ramdisk: { kind: "boolean" },
  runbook: { kind: "ident", since: 92 },
} as const satisfies ArgumentTable;

/** First minor version of each verb; checked before the state, or after it where Ironic does so. */
const VERB_SINCE: Readonly<Partial<Record<ProvisionVerb, number>>> = {
  manage: 4,
  provide: 4,
  inspect: 6,
  abort: 13,
  clean: 15,
  adopt: 17,
  rescue: 38,
  unrescue: 38,
  deploy: 73,
};
const VERB_SINCE_AFTER_STATE: Readonly<Partial<Record<ProvisionVerb, number>>> = { unhold: 85, service: 87 };
const ABORT_SINCE: Readonly<Record<string, number>> = { "inspect wait": 41, "wait call-back": 110 };

/** States each verb may be asked in. Source: reference/states.md §2; Ironic `ironic.common.states.machine`. */
const VERB_STATES: Readonly<Record<ProvisionVerb, readonly string[]>> = {
  active: ["available", "deploy failed"],
  deploy: ["available", "deploy failed"],
  rebuild: ["active", "deploy failed", "error"],
  deleted: [
    "active",
    "error",
    "deploy failed",
    "wait call-back",
    "rescue",
    "rescue wait",
    "rescue failed",
    "unrescue failed",
    "service wait",
    "service failed",
  ],
  undeploy: [
    "active",
    "error",
    "deploy failed",
    "wait call-back",
    "rescue",
    "rescue wait",
    "rescue failed",
    "unrescue failed",
    "service wait",
    "service failed",
  ],
  manage: ["enroll", "available", "clean failed", "inspect failed", "adopt failed"],
  provide: ["manageable"],
  inspect: ["manageable", "inspect failed"],
  abort: [
    "wait call-back",
    "deploy hold",
    "clean wait",
    "clean hold",
    "inspect wait",
    "rescue wait",
    "service wait",
    "service hold",
    "service failed",
  ],
  clean: ["manageable"],
  adopt: ["manageable", "adopt failed"],
  rescue: ["active", "rescue", "rescue failed", "unrescue failed", "service failed"],
  unrescue: ["rescue", "rescue failed", "unrescue failed"],
  unhold: ["deploy hold", "clean hold", "service hold"],
  service: ["active", "service hold", "service failed"],
};

const ANY_INTERFACE = ["power", "management", "deploy", "firmware", "bios", "raid", "vendor"];
const stepItem = (properties: JsonObject, required: readonly string[]): JsonSchema => ({
  type: "array",
  items: {
    type: "object",
    properties: {
      interface: { enum: ANY_INTERFACE },
      step: { type: "string", minLength: 1 },
      args: { type: "object" },
      ...properties,
    },
    required,
    additionalProperties: false,
  },
});
const NUMBER = {
  anyOf: [
    { type: "integer", minimum: 0 },
    { type: "string", pattern: "^[0-9]+$" },
  ],
};
const STEPS_SCHEMA = stepItem(
  {
    order: NUMBER,
    execute_on_child_nodes: { type: "boolean" },
    limit_child_node_execution: { type: "array", items: { type: "string" } },
  },
  ["interface", "step"],
);
const DEPLOY_STEPS_SCHEMA = stepItem({ priority: NUMBER }, ["interface", "step", "args", "priority"]);
const CONFIGDRIVE_SCHEMA: JsonSchema = {
  anyOf: [
    {
      type: "object",
      properties: {
        meta_data: { type: "object" },
        network_data: { type: "object" },
        user_data: { type: ["object", "array", "string", "null"] },
        vendor_data: { type: "object" },
      },
      additionalProperties: false,
    },
    { type: "string" },
  ],
};

function checkConfigdrive(target: string, drive: JsonValue | undefined, minor: number): void {
  if (drive === undefined || drive === null || drive === "") return;
  const allowed = minor >= 35 ? ["active", "deploy", "rebuild"] : ["active", "deploy"];
  if (!allowed.includes(target))
    throw badRequest(`Adding a config drive is only supported when setting provision state to ${allowed.join(", ")}`);
  checkSchema("configdrive", CONFIGDRIVE_SCHEMA, drive);
  if (typeof drive === "string") {
    if (!drive.includes("://") && !/^[A-Za-z0-9+/=\s]*$/.test(drive))
      throw badRequest("Invalid configdrive format: it is neither a JSON, nor a URL, nor a base64 string");
    return;
  }
  if (minor < 56)
    throw badRequest("Providing a JSON object for configdrive is only supported starting with API version 1.56");
  if (Object.hasOwn(drive as object, "vendor_data") && minor < 59)
    throw badRequest("Providing vendor_data in configdrive is only supported starting with API version 1.59");
}

function checkRamdiskFlag(target: string, isGiven: boolean, minor: number): void {
  if (!isGiven) return;
  const since = target === "clean" ? 70 : target === "service" ? 108 : undefined;
  if (since === undefined) throw badRequest("disable_ramdisk is supported only with manual cleaning or servicing");
  if (minor < since) throw notAcceptable("disable_ramdisk");
}

/** Options that name steps no request may ask for. */
const DISALLOWED = {
  clean_steps: "disallowCleanSteps",
  deploy_steps: "disallowDeploySteps",
  service_steps: "disallowServiceSteps",
} as const;

function steps(
  call: Call,
  name: "clean_steps" | "deploy_steps" | "service_steps",
  targets: readonly string[],
  target: string,
): readonly UserStep[] | undefined {
  const given = call.args[name];
  if (!Array.isArray(given) || given.length === 0) return undefined;
  if (name === "deploy_steps" && call.minor < 69) throw notAcceptable("deploy_steps");
  if (!targets.includes(target))
    throw badRequest(`"${name}" is only valid when setting target provision state to ${targets.join(" or ")}`);
  checkSchema(name, name === "deploy_steps" ? DEPLOY_STEPS_SCHEMA : STEPS_SCHEMA, given);
  return (given as readonly JsonObject[]).map((step) => {
    if (step["execute_on_child_nodes"] === true)
      throw badRequest(`${name}: steps on child nodes are not available in this release.`);
    const { interface: type, step: name_, args, priority } = step;
    const full = `${String(type)}.${String(name_)}`;
    if (call.config[DISALLOWED[name]].includes(full))
      throw badRequest(`${name}: the operator does not allow the step ${full} ([api] disallow_${name}).`);
    return {
      interface: type as string,
      step: name_ as string,
      ...(args === undefined ? {} : { args: args as JsonObject }),
      ...(priority === undefined ? {} : { priority: Number(priority) }),
    };
  });
}

function checkState(node: Node, target: string): asserts target is ProvisionVerb {
  const states = (PROVISION_VERBS as readonly string[]).includes(target) ? VERB_STATES[target as ProvisionVerb] : [];
  if (states.includes(node.provisionState)) return;
  if (node.reservation !== null)
    throw new ApiError(
      409,
      `Node ${node.uuid} is locked by host ${node.reservation}, please retry after the current operation is completed.`,
    );
  throw badRequest(
    `The requested action "${target}" can not be performed on node "${node.uuid}" while it is in state "${node.provisionState}".`,
  );
}

function required(what: string, given: readonly UserStep[] | undefined, verb: string): void {
  if (given === undefined) throw badRequest(`"${what}" is required when setting target provision state to ${verb}`);
}

/** `PUT /v1/nodes/{node}/states/provision`. */
export async function provision(call: Call): Promise<Answer> {
  const { minor } = call;
  const target = textArg(call, "target") ?? "";
  const node = await nodeOf(call);
  if (minor < (VERB_SINCE[target as ProvisionVerb] ?? 1)) throw notAcceptable(`The verb '${target}'`);
  if ((target === "active" || target === "rebuild") && node.maintenance)
    throw badRequest(
      `The provisioning operation can't be performed on node ${node.uuid} because it's in maintenance mode.`,
    );
  checkState(node, target);
  const drive = call.args["configdrive"] as JsonValue | undefined;
  checkConfigdrive(target, drive, minor);
  if (call.args["runbook"] != null)
    throw badRequest(
      `Runbook ${String(call.args["runbook"])} could not be found: runbooks are not available in this release.`,
    );
  const disableRamdisk = call.args["disable_ramdisk"];
  checkRamdiskFlag(target, typeof disableRamdisk === "boolean", minor);
  const cleanSteps = steps(call, "clean_steps", ["clean"], target);
  const deploySteps = steps(call, "deploy_steps", ["active", "deploy", "rebuild"], target);
  const serviceSteps = steps(call, "service_steps", ["service"], target);
  const password = textArg(call, "rescue_password");
  if (password !== undefined && target !== "rescue")
    throw badRequest('"rescue_password" is only valid when setting target provision state to rescue');
  if (target === "abort" && minor < (ABORT_SINCE[node.provisionState] ?? 1))
    throw notAcceptable(`'abort' in ${node.provisionState}`);
  if (minor < (VERB_SINCE_AFTER_STATE[target] ?? 1)) throw notAcceptable(`The verb '${target}'`);
  if (target === "rescue" && !password?.trim())
    throw badRequest('A non-empty "rescue_password" is required when setting target provision state to rescue');
  if (target === "clean") required("clean_steps", cleanSteps, "clean");
  if (target === "service") required("service_steps", serviceSteps, "service");
  const request: ProvisionRequest = {
    verb: target,
    requestId: call.requestId,
    ...(drive === undefined || drive === null || drive === "" ? {} : { configdrive: drive }),
    ...(cleanSteps === undefined ? {} : { cleanSteps }),
    ...(deploySteps === undefined ? {} : { deploySteps }),
    ...(serviceSteps === undefined ? {} : { serviceSteps }),
    ...(typeof disableRamdisk === "boolean" ? { disableRamdisk } : {}),
    ...(password === undefined ? {} : { rescuePassword: password }),
  };
  await call.conductor.provision(node.uuid, request);
  return accepted(nodeUrl(call, "states"));
}
