import type { JsonObject } from "@steelyard/interfaces";
import type { RedfishResource } from "../client/call-options.js";
import { linkOf, optionalBoolean, optionalNumber, optionalString } from "./attributes.js";

/** What of `$expand` the service advertises. @public */
export interface ExpandSupport {
  /** `$expand=.`: subordinate resources, so the members of a collection. */
  readonly hasSubordinates: boolean;
  /** `$expand=*`: links too. */
  readonly hasAll: boolean;
  readonly hasLevels: boolean;
  readonly maxLevels: number | undefined;
}

/**
 * The service root, read.
 * @remarks Source: DSP0268, ServiceRoot.
 * @public
 */
export interface ServiceRoot {
  readonly uri: string;
  readonly body: JsonObject;
  readonly redfishVersion: string | undefined;
  readonly vendor: string | undefined;
  readonly product: string | undefined;
  readonly uuid: string | undefined;
  /** Links to what the root leads to; undefined where the service has it not. */
  readonly systems: string | undefined;
  readonly managers: string | undefined;
  readonly chassis: string | undefined;
  readonly tasks: string | undefined;
  readonly updateService: string | undefined;
  readonly registries: string | undefined;
  readonly eventService: string | undefined;
  readonly expand: ExpandSupport;
}

/** @public */
export function readServiceRoot(resource: RedfishResource): ServiceRoot {
  const expand = (name: string): boolean =>
    optionalBoolean(resource, "ProtocolFeaturesSupported", "ExpandQuery", name) === true;
  return {
    uri: resource.uri,
    body: resource.body,
    redfishVersion: optionalString(resource, "RedfishVersion"),
    vendor: optionalString(resource, "Vendor"),
    product: optionalString(resource, "Product"),
    uuid: optionalString(resource, "UUID"),
    systems: linkOf(resource, "Systems"),
    managers: linkOf(resource, "Managers"),
    chassis: linkOf(resource, "Chassis"),
    tasks: linkOf(resource, "Tasks"),
    updateService: linkOf(resource, "UpdateService"),
    registries: linkOf(resource, "Registries"),
    eventService: linkOf(resource, "EventService"),
    expand: {
      hasSubordinates: expand("NoLinks"),
      hasAll: expand("ExpandAll"),
      hasLevels: expand("Levels"),
      maxLevels: optionalNumber(resource, "ProtocolFeaturesSupported", "ExpandQuery", "MaxLevels"),
    },
  };
}

/** The query that expands the members of a collection, or undefined where none is advertised. @internal */
export function memberExpansion(expand: ExpandSupport): string | undefined {
  const what = expand.hasSubordinates ? "." : expand.hasAll ? "*" : undefined;
  if (what === undefined) return undefined;
  return `$expand=${what}${expand.hasLevels ? "($levels=1)" : ""}`;
}
