export { formatCapabilities, parseCapabilities } from "./capabilities.js";
export { NODE_DEFAULTS, PORT_DEFAULTS, PORTGROUP_DEFAULTS } from "./defaults.js";
export type { InterfaceType } from "./interface-type.js";
export { INTERFACE_TYPES, REQUIRED_INTERFACE_TYPES } from "./interface-type.js";
export type { JsonObject, JsonSchema, JsonValue } from "./json.js";
export type { DriverNodeChanges, InterfaceNames, KeyChanges, Node, Port, Portgroup } from "./node.js";
export type { Fault, PowerState, PowerTarget, ProvisionState } from "./states.js";
export { FAULTS, POWER_STATES, POWER_TARGETS, PROVISION_STATES } from "./states.js";
