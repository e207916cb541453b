import type { JsonObject, JsonValue } from "@steelyard/interfaces";
import type { RedfishResource } from "../client/call-options.js";
import { isObject } from "../errors/extended-info.js";
import { RedfishError } from "../errors/redfish-error.js";

/** The value at a path of attribute names, or undefined. `null` counts as missing: Redfish writes it for "not known". @public */
export function attribute(resource: Pick<RedfishResource, "body">, ...path: string[]): JsonValue | undefined {
  let value: JsonValue | undefined = resource.body;
  for (const name of path) value = isObject(value) ? value[name] : undefined;
  return value ?? undefined;
}

/** A text that may be missing; another type counts as missing. @public */
export function optionalString(resource: Pick<RedfishResource, "body">, ...path: string[]): string | undefined {
  const value = attribute(resource, ...path);
  return typeof value === "string" ? value : undefined;
}

/** A number that may be missing; some services send it as text. @public */
export function optionalNumber(resource: Pick<RedfishResource, "body">, ...path: string[]): number | undefined {
  const value = attribute(resource, ...path);
  if (typeof value === "number") return value;
  const isNumeric = typeof value === "string" && /^-?\d+(\.\d+)?$/.test(value.trim());
  return isNumeric ? Number(value) : undefined;
}

/** @public */
export function optionalBoolean(resource: Pick<RedfishResource, "body">, ...path: string[]): boolean | undefined {
  const value = attribute(resource, ...path);
  return typeof value === "boolean" ? value : undefined;
}

/** @public */
export function optionalObject(resource: Pick<RedfishResource, "body">, ...path: string[]): JsonObject | undefined {
  const value = attribute(resource, ...path);
  return isObject(value) ? value : undefined;
}

/** The objects in a list; empty where it is missing. @public */
export function objectsIn(resource: Pick<RedfishResource, "body">, ...path: string[]): readonly JsonObject[] {
  const value = attribute(resource, ...path);
  return Array.isArray(value) ? value.filter(isObject) : [];
}

/** The texts in a list; undefined where there is no list. @public */
export function stringsIn(resource: Pick<RedfishResource, "body">, ...path: string[]): readonly string[] | undefined {
  const value = attribute(resource, ...path);
  return Array.isArray(value) ? value.filter((item): item is string => typeof item === "string") : undefined;
}

/** The value if `known` has it as a key; values a newer service invented read as undefined. @public */
export function optionalEnum<K extends string>(
  resource: Pick<RedfishResource, "body">,
  known: Readonly<Record<K, unknown>>,
  ...path: string[]
): K | undefined {
  const value = optionalString(resource, ...path);
  return value !== undefined && Object.hasOwn(known, value) ? (value as K) : undefined;
}

/** A text that must be there. @throws RedfishError `BAD_ANSWER` naming path and attribute @public */
export function requiredString(resource: RedfishResource, ...path: string[]): string {
  return optionalString(resource, ...path) ?? missing(resource, path);
}

/** The `@odata.id` of a link, or undefined. @public */
export function linkOf(resource: Pick<RedfishResource, "body">, ...path: string[]): string | undefined {
  return optionalString(resource, ...path, "@odata.id");
}

/** The `@odata.id` of a link that must be there. @throws RedfishError `BAD_ANSWER` naming path and attribute @public */
export function requiredLink(resource: RedfishResource, ...path: string[]): string {
  return linkOf(resource, ...path) ?? missing(resource, [...path, "@odata.id"]);
}

/** The `@odata.id`s of a list of links; empty where it is missing. @public */
export function linksIn(resource: Pick<RedfishResource, "body">, ...path: string[]): readonly string[] {
  return objectsIn(resource, ...path).flatMap((link) => {
    const id = link["@odata.id"];
    return typeof id === "string" ? [id] : [];
  });
}

/** @internal */
export function missing(resource: Pick<RedfishResource, "uri">, path: readonly string[]): never {
  const name = path.join(".");
  throw new RedfishError("BAD_ANSWER", {
    path: resource.uri,
    attribute: name,
    reason: `the required attribute ${name} is missing or has the wrong type`,
  });
}
