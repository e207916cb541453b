import { BOOT_MODES, type BootMode, type Node } from "@steelyard/interfaces";
import type { MachineSetting } from "@steelyard/runtime-interfaces";
import { UNSTABLE_STATES } from "@steelyard/state-machine";
import { badRequest, conflict } from "../http/api-error.js";
import { type Answer, accepted, type Call, flagArg, ok, textArg } from "../http/call.js";
import type { Below, Endpoint } from "../http/endpoint.js";
import { nodeOf, nodeUrl } from "./node-ident.js";

const SETTINGS_SINCE = 76;
const BELOW: Below = { status: 404, shape: "fault" };

function mustBeSettled(node: Node, what: string): void {
  if (!UNSTABLE_STATES.has(node.provisionState)) return;
  throw conflict(
    `The ${what} of node ${node.uuid} can not be changed while it is in state "${node.provisionState}": the change would interfere. Try again later.`,
  );
}

async function change(call: Call, node: Node, setting: MachineSetting, location: string): Promise<Answer> {
  await call.conductor.changeSetting(node.uuid, setting, { requestId: call.requestId });
  return accepted(nodeUrl(call, location));
}

async function getConsole(call: Call): Promise<Answer> {
  const node = await nodeOf(call);
  const access = await call.conductor.getConsole(node.uuid, call.signal);
  return ok({ console_enabled: access !== null, console_info: access });
}

async function setConsole(call: Call): Promise<Answer> {
  const node = await nodeOf(call);
  const value = flagArg(call, "enabled") ?? false;
  return change(call, node, { setting: "console", value }, "states/console");
}

async function setBootMode(call: Call): Promise<Answer> {
  const node = await nodeOf(call);
  const value = textArg(call, "target") ?? "";
  if (!(BOOT_MODES as readonly string[]).includes(value))
    throw badRequest(`Invalid boot mode "${value}" requested for node. Allowed modes are: ${BOOT_MODES.join(", ")}.`);
  mustBeSettled(node, "boot mode");
  return change(call, node, { setting: "boot-mode", value: value as BootMode }, "states");
}

async function setSecureBoot(call: Call): Promise<Answer> {
  const node = await nodeOf(call);
  const value = flagArg(call, "target");
  if (value === undefined) throw badRequest("Invalid secure_boot requested for node. Allowed are: true, false.");
  mustBeSettled(node, "secure boot state");
  return change(call, node, { setting: "secure-boot", value }, "states");
}

const STATES = "/v1/nodes/:node_ident/states";

/** `/v1/nodes/{node}/states/{console,boot_mode,secure_boot}`. Source: Ironic `NodeConsoleController`, `NodeStatesController`. */
export const machineSettingsEndpoints: readonly Endpoint[] = [
  { method: "GET", path: `${STATES}/console`, run: getConsole },
  {
    method: "PUT",
    path: `${STATES}/console`,
    body: "arguments",
    args: { enabled: { kind: "boolean", isRequired: true } },
    run: setConsole,
  },
  {
    method: "PUT",
    path: `${STATES}/boot_mode`,
    since: SETTINGS_SINCE,
    below: BELOW,
    body: "arguments",
    args: { target: { kind: "string", isRequired: true } },
    run: setBootMode,
  },
  {
    method: "PUT",
    path: `${STATES}/secure_boot`,
    since: SETTINGS_SINCE,
    below: BELOW,
    body: "arguments",
    args: { target: { kind: "boolean", isRequired: true } },
    run: setSecureBoot,
  },
];
