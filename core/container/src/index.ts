export type { Container } from "./container.js";
export { createContainer } from "./container.js";
export { inject, injectable } from "./decorators.js";
export type { EnabledInterfaces } from "./enabled-hardware.js";
export type { Hardware } from "./hardware.js";
export { createHardware, HARDWARE } from "./hardware.js";
export type { ConfigValues } from "./install-drivers.js";
export { installDrivers } from "./install-drivers.js";
export { loadDefinitions } from "./load-definitions.js";
