import type { BiosSetting, FirmwareComponent } from "@steelyard/interfaces";
import type { Stored } from "@steelyard/runtime-interfaces";
import { badRequest, notFound } from "../http/api-error.js";
import { type Answer, type Call, flagArg, listArg, ok, param } from "../http/call.js";
import type { Endpoint } from "../http/endpoint.js";
import { selfLinks, wireTime } from "../http/field.js";
import { nodeOf } from "./node-ident.js";

const REGISTRY_SINCE = 74;

function registry(setting: BiosSetting): Record<string, unknown> {
  return {
    attribute_type: setting.attributeType ?? null,
    allowable_values: [...(setting.allowableValues ?? [])],
    lower_bound: setting.lowerBound ?? null,
    max_length: setting.maxLength ?? null,
    min_length: setting.minLength ?? null,
    read_only: setting.readOnly ?? null,
    reset_required: setting.resetRequired ?? null,
    unique: setting.unique ?? null,
    upper_bound: setting.upperBound ?? null,
  };
}

function showSetting(
  call: Call,
  nodeUuid: string,
  setting: Stored<BiosSetting>,
  wanted: ReadonlySet<string> | "all" | "none",
): object {
  const details = wanted === "none" ? {} : registry(setting);
  const chosen = wanted === "all" || wanted === "none" ? details : pick(details, wanted);
  return {
    created_at: wireTime(setting.createdAt),
    updated_at: wireTime(setting.updatedAt),
    name: setting.name,
    ...(wanted === "all" || wanted === "none" || wanted.has("value") ? { value: setting.value } : {}),
    ...chosen,
    links: selfLinks(call.baseUrl, `nodes/${nodeUuid}/bios/${setting.name}`),
  };
}

const pick = (values: Record<string, unknown>, names: ReadonlySet<string>) =>
  Object.fromEntries(Object.entries(values).filter(([name]) => names.has(name)));

function chosenFields(call: Call): ReadonlySet<string> | "all" | "none" {
  const fields = listArg(call, "fields");
  const detail = flagArg(call, "detail") === true;
  if (fields !== undefined && detail) throw badRequest("Can't fetch a subset of fields with 'detail' set");
  return detail ? "all" : fields === undefined ? "none" : new Set(fields);
}

async function biosSettings(call: Call): Promise<Answer> {
  const node = await nodeOf(call);
  const wanted = chosenFields(call);
  const settings = [...(await call.store.nodeData.biosSettings(node.uuid))].sort((a, b) => (a.name < b.name ? -1 : 1));
  return ok({ bios: settings.map((setting) => showSetting(call, node.uuid, setting, wanted)) });
}

async function biosSetting(call: Call): Promise<Answer> {
  const node = await nodeOf(call);
  const name = param(call, "setting");
  const settings = await call.store.nodeData.biosSettings(node.uuid);
  const found =
    settings.find((setting) => setting.name === name) ??
    settings.find((setting) => setting.name.toLowerCase() === name.toLowerCase());
  if (found === undefined) throw notFound(`Node ${node.uuid} doesn't have a BIOS setting '${name}'`);
  return ok({ [name]: showSetting(call, node.uuid, found, call.minor >= REGISTRY_SINCE ? "all" : "none") });
}

type StoredComponent = Stored<
  FirmwareComponent & { readonly initialVersion: string | null; readonly lastVersionFlashed: string | null }
>;

function showComponent(row: StoredComponent): Record<string, unknown> {
  return {
    component: row.component,
    initial_version: row.initialVersion,
    current_version: row.currentVersion,
    last_version_flashed: row.lastVersionFlashed,
    created_at: wireTime(row.createdAt),
    updated_at: wireTime(row.updatedAt),
  };
}

async function firmware(call: Call): Promise<Answer> {
  const node = await nodeOf(call);
  const fields = listArg(call, "fields");
  const rows = (await call.store.nodeData.firmwareComponents(node.uuid)).map(showComponent);
  return ok({ firmware: fields === undefined ? rows : rows.map((row) => pick(row, new Set(fields))) });
}

async function inventory(call: Call): Promise<Answer> {
  const node = await nodeOf(call);
  const data = await call.store.nodeData.inspectionData(node.uuid);
  if (data === undefined) throw notFound(`Node inventory of node ${node.uuid} could not be found.`);
  return ok({ inventory: data.inventory, plugin_data: data.pluginData });
}

const NODE = "/v1/nodes/:node_ident";
const DETAIL = { detail: { kind: "boolean" }, fields: { kind: "list" } } as const;

/** What was read from the machine: `/bios`, `/firmware`, `/inventory`. */
export const nodeDataEndpoints: readonly Endpoint[] = [
  {
    method: "GET",
    path: `${NODE}/bios`,
    since: 40,
    args: {
      detail: { kind: "boolean", since: REGISTRY_SINCE, below: 400 },
      fields: { kind: "list", since: REGISTRY_SINCE, below: 400 },
    },
    run: biosSettings,
  },
  { method: "GET", path: `${NODE}/bios/:setting`, since: 40, run: biosSetting },
  { method: "GET", path: `${NODE}/firmware`, since: 86, args: DETAIL, run: firmware },
  { method: "GET", path: `${NODE}/inventory`, since: 81, run: inventory },
];
