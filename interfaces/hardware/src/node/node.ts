import type { InterfaceType } from "./interface-type.js";
import type { JsonObject, JsonValue } from "./json.js";
import type { Fault, PowerState, ProvisionState } from "./states.js";

/** Names of the chosen implementation per interface type, e.g. `{ power: "redfish" }`. @public */
export type InterfaceNames = Readonly<Record<InterfaceType, string | null>>;

/**
 * A node as the store keeps it. Keys inside `driverInfo`, `instanceInfo`, `properties` and `driverInternalInfo` are
 * the wire's own (`redfish_address`, `image_source`, …). Times are ISO 8601 in UTC with milliseconds, from the
 * database's clock.
 *
 * @remarks Source: Ironic REST API reference, "Nodes"; field list up to microversion 1.115.
 * @public
 */
export interface Node {
  /** Numeric row id; the tie-break of sorted lists. */
  readonly id: number;
  readonly uuid: string;
  /** Row version; grows by one with every committed change. */
  readonly version: number;
  readonly name: string | null;
  readonly driver: string;
  readonly driverInfo: JsonObject;
  readonly driverInternalInfo: JsonObject;
  readonly instanceInfo: JsonObject;
  readonly instanceUuid: string | null;
  readonly instanceName: string | null;
  readonly properties: JsonObject;
  readonly extra: JsonObject;
  readonly interfaces: InterfaceNames;
  readonly provisionState: ProvisionState;
  readonly targetProvisionState: ProvisionState | null;
  readonly provisionUpdatedAt: string | null;
  readonly powerState: PowerState | null;
  readonly targetPowerState: PowerState | null;
  readonly lastError: string | null;
  readonly maintenance: boolean;
  readonly maintenanceReason: string | null;
  readonly fault: Fault | null;
  readonly protected: boolean;
  readonly protectedReason: string | null;
  readonly retired: boolean;
  readonly retiredReason: string | null;
  readonly automatedClean: boolean | null;
  readonly disablePowerOff: boolean;
  readonly consoleEnabled: boolean;
  readonly cleanStep: JsonObject;
  readonly deployStep: JsonObject;
  readonly serviceStep: JsonObject;
  readonly raidConfig: JsonObject;
  readonly targetRaidConfig: JsonObject;
  readonly bootMode: string | null;
  readonly secureBoot: boolean | null;
  readonly resourceClass: string | null;
  readonly owner: string | null;
  readonly lessee: string | null;
  readonly shard: string | null;
  readonly parentNode: string | null;
  readonly conductorGroup: string;
  readonly description: string | null;
  readonly networkData: JsonObject;
  readonly health: string | null;
  readonly chassisUuid: string | null;
  readonly allocationUuid: string | null;
  readonly traits: readonly string[];
  /** Host name of the conductor that holds the node, or null. */
  readonly reservation: string | null;
  readonly inspectionStartedAt: string | null;
  readonly inspectionFinishedAt: string | null;
  readonly createdAt: string;
  readonly updatedAt: string | null;
}

/** A network port of a node. Source: Ironic REST API reference, "Ports". @public */
export interface Port {
  readonly id: number;
  readonly uuid: string;
  readonly version: number;
  /** Lower case, colon separated. */
  readonly address: string;
  readonly nodeUuid: string;
  readonly name: string | null;
  readonly extra: JsonObject;
  readonly internalInfo: JsonObject;
  readonly localLinkConnection: JsonObject;
  readonly pxeEnabled: boolean;
  readonly portgroupUuid: string | null;
  readonly physicalNetwork: string | null;
  readonly isSmartnic: boolean;
  readonly description: string | null;
  readonly vendor: string | null;
  readonly category: string | null;
  readonly availableForDynamicPortgroup: boolean;
  readonly createdAt: string;
  readonly updatedAt: string | null;
}

/** A bond of ports. Source: Ironic REST API reference, "Portgroups". @public */
export interface Portgroup {
  readonly id: number;
  readonly uuid: string;
  readonly version: number;
  readonly nodeUuid: string;
  readonly name: string | null;
  readonly address: string | null;
  readonly mode: string | null;
  readonly properties: JsonObject;
  readonly extra: JsonObject;
  readonly internalInfo: JsonObject;
  readonly standalonePortsSupported: boolean;
  readonly physicalNetwork: string | null;
  readonly category: string | null;
  readonly dynamicPortgroup: boolean;
  readonly createdAt: string;
  readonly updatedAt: string | null;
}

/** Sets and removes top-level keys of a JSON object and leaves the others as they are in the row. @public */
export interface KeyChanges {
  readonly set?: { readonly [key: string]: JsonValue };
  readonly remove?: readonly string[];
}

/**
 * What a driver may change on the node of its task. Merges are by top-level key, so two writers of different keys
 * do not undo each other.
 * @public
 */
export interface DriverNodeChanges {
  readonly driverInternalInfo?: KeyChanges;
  readonly instanceInfo?: KeyChanges;
  readonly properties?: KeyChanges;
  readonly raidConfig?: JsonObject;
  readonly targetRaidConfig?: JsonObject;
  readonly bootMode?: string | null;
  readonly secureBoot?: boolean | null;
}
