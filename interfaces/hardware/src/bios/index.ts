export type { BiosInterface, BiosSetting, BiosSettingChange } from "./bios-interface.js";
export { NoBios } from "./no-bios.js";
