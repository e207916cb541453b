import type { JsonObject } from "@steelyard/interfaces";
import type { CallOptions, RedfishResource } from "../client/call-options.js";
import { isObject } from "../errors/extended-info.js";
import { isRedfishError, RedfishError } from "../errors/redfish-error.js";
import { linkOf, objectsIn, optionalObject, optionalString, requiredString, stringsIn } from "./attributes.js";
import type { ResourceReader } from "./resource-reader.js";

/** An action of a resource: where to POST, and what it takes. @public */
export interface RedfishAction {
  readonly name: string;
  readonly target: string;
  /** Allowed values per parameter. A parameter that is not in it takes values the service does not tell. */
  readonly allowableValues: ReadonlyMap<string, readonly string[]>;
}

const ALLOWABLE = "@Redfish.AllowableValues";

/**
 * Finds an action such as `#ComputerSystem.Reset`, among the standard and the OEM ones. The allowable values are those
 * beside the action, else those of its ActionInfo.
 *
 * @remarks Source: DSP0266, "Actions property", "Allowable values"; DSP0268, ActionInfo.
 * @throws RedfishError `NOT_SUPPORTED` where the resource lacks the action, `BAD_ANSWER` where it has no target
 * @public
 */
export async function resolveAction(
  reader: ResourceReader,
  resource: RedfishResource,
  name: string,
  options: CallOptions = {},
): Promise<RedfishAction> {
  const body = findAction(resource, name);
  if (body === undefined) {
    throw new RedfishError("NOT_SUPPORTED", { path: resource.uri, reason: `the resource has no action ${name}` });
  }
  const action: RedfishResource = { uri: resource.uri, body };
  const target = optionalString(action, "target") ?? requiredString(resource, "Actions", name, "target");
  const inline = Object.keys(body).flatMap((key): [string, readonly string[]][] => {
    const values = key.endsWith(ALLOWABLE) ? stringsIn(action, key) : undefined;
    return values === undefined ? [] : [[key.slice(0, -ALLOWABLE.length), values]];
  });
  const infoUri = optionalString(action, "@Redfish.ActionInfo") ?? linkOf(action, "@Redfish.ActionInfo");
  const isTold = inline.length > 0 || infoUri === undefined;
  const allowableValues = new Map(isTold ? inline : await valuesOfInfo(reader, infoUri, options));
  return { name, target, allowableValues };
}

/** The names of the standard actions a resource has. @public */
export function actionNames(resource: Pick<RedfishResource, "body">): readonly string[] {
  return Object.keys(optionalObject(resource, "Actions") ?? {}).filter((name) => name.startsWith("#"));
}

function findAction(resource: RedfishResource, name: string): JsonObject | undefined {
  const actions = optionalObject(resource, "Actions") ?? {};
  const oem = isObject(actions["Oem"]) ? actions["Oem"] : {};
  const vendors = Object.values(oem).filter(isObject);
  return [actions, oem, ...vendors].map((place) => place[name]).find(isObject);
}

async function valuesOfInfo(
  reader: ResourceReader,
  uri: string,
  options: CallOptions,
): Promise<[string, readonly string[]][]> {
  try {
    const info = await reader.get(uri, options);
    return objectsIn(info, "Parameters").flatMap((body): [string, readonly string[]][] => {
      const parameter = optionalString({ body }, "Name");
      const values = stringsIn({ body }, "AllowableValues");
      return parameter === undefined || values === undefined ? [] : [[parameter, values]];
    });
  } catch (error) {
    // The action works without its description; old services link one that does not exist.
    if (isRedfishError(error, "NOT_FOUND") || isRedfishError(error, "BAD_ANSWER")) return [];
    throw error;
  }
}
