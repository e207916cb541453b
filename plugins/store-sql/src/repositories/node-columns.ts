import { INTERFACE_TYPES, type InterfaceNames, type Node } from "@steelyard/interfaces";
import type { Scope } from "../database/scope.js";
import { columns, fromRow, type Row, toRow } from "../rows/columns.js";

/** The plain columns of a node; interfaces and traits are kept apart. */
export const NODE_COLUMNS = columns({
  id: "int",
  uuid: "text",
  version: "int",
  name: "text",
  driver: "text",
  driverInfo: "json",
  driverInternalInfo: "json",
  instanceInfo: "json",
  instanceUuid: "text",
  instanceName: "text",
  properties: "json",
  extra: "json",
  provisionState: "text",
  targetProvisionState: "text",
  provisionUpdatedAt: "time",
  powerState: "text",
  targetPowerState: "text",
  lastError: "text",
  maintenance: "bool",
  maintenanceReason: "text",
  fault: "text",
  protected: "bool",
  protectedReason: "text",
  retired: "bool",
  retiredReason: "text",
  automatedClean: "bool",
  disablePowerOff: "bool",
  consoleEnabled: "bool",
  cleanStep: "json",
  deployStep: "json",
  serviceStep: "json",
  raidConfig: "json",
  targetRaidConfig: "json",
  bootMode: "text",
  secureBoot: "bool",
  resourceClass: "text",
  owner: "text",
  lessee: "text",
  shard: "text",
  parentNode: "text",
  conductorGroup: "text",
  description: "text",
  networkData: "json",
  health: "text",
  chassisUuid: "text",
  allocationUuid: "text",
  reservation: "text",
  inspectionStartedAt: "time",
  inspectionFinishedAt: "time",
  createdAt: "time",
  updatedAt: "time",
});

export function nodeFromRow(row: Row, traits: readonly string[]): Node {
  const interfaces = Object.fromEntries(
    INTERFACE_TYPES.map((type) => [type, row[`${type}_interface`] ?? null]),
  ) as InterfaceNames;
  return { ...fromRow<Node>(NODE_COLUMNS, row), interfaces, traits };
}

export function nodeToRow(scope: Scope, fields: object): Row {
  const { interfaces = {} } = fields as { interfaces?: Partial<InterfaceNames> };
  const names = Object.entries(interfaces).map(([type, name]) => [`${type}_interface`, name]);
  return { ...toRow(scope, NODE_COLUMNS, fields), ...Object.fromEntries(names) };
}
