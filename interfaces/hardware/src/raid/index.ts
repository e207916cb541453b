export { LOGICAL_DISK_PROPERTIES } from "./logical-disk-properties.js";
export { NoRaid } from "./no-raid.js";
export type { RaidInterface } from "./raid-interface.js";
