export { NoRescue } from "./no-rescue.js";
export type { RescueInterface } from "./rescue-interface.js";
