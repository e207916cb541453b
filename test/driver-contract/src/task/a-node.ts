import { randomBytes, randomUUID } from "node:crypto";
import {
  INTERFACE_TYPES,
  type InterfaceNames,
  NODE_DEFAULTS,
  type Node,
  PORT_DEFAULTS,
  PORTGROUP_DEFAULTS,
  type Port,
  type Portgroup,
} from "@steelyard/interfaces";

const NO_INTERFACES = Object.fromEntries(INTERFACE_TYPES.map((type) => [type, null])) as InterfaceNames;
const CREATED_AT = "2026-01-01T00:00:00.000Z";

/** What a test says of a node; interfaces that are not named are null. @public */
export type NodeFields = Partial<Omit<Node, "interfaces">> & { readonly interfaces?: Partial<InterfaceNames> };

/** A node as a store would hold it right after `manage`, with a UUID of its own. @public */
export function aNode(fields: NodeFields = {}): Node {
  return {
    id: 1,
    uuid: randomUUID(),
    version: 1,
    ...NODE_DEFAULTS,
    driver: "test",
    provisionState: "manageable",
    traits: [],
    reservation: "conductor-1",
    createdAt: CREATED_AT,
    updatedAt: null,
    ...fields,
    interfaces: { ...NO_INTERFACES, ...fields.interfaces },
  };
}

/** A port of `nodeUuid`, by default with PXE enabled and a locally administered address of its own. @public */
export function aPort(nodeUuid: string, fields: Partial<Port> = {}): Port {
  return {
    id: 1,
    uuid: randomUUID(),
    version: 1,
    address: ["52", "54", "00", ...(randomBytes(3).toString("hex").match(/../g) ?? [])].join(":"),
    nodeUuid,
    ...PORT_DEFAULTS,
    createdAt: CREATED_AT,
    updatedAt: null,
    ...fields,
  };
}

/** A portgroup of `nodeUuid`. @public */
export function aPortgroup(nodeUuid: string, fields: Partial<Portgroup> = {}): Portgroup {
  return {
    id: 1,
    uuid: randomUUID(),
    version: 1,
    nodeUuid,
    ...PORTGROUP_DEFAULTS,
    createdAt: CREATED_AT,
    updatedAt: null,
    ...fields,
  };
}
