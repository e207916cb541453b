export { NoRaid } from "./no-raid.js";
export type { RaidInterface } from "./raid-interface.js";
