export type { BootCapability, BootInterface, PrepareRamdiskOptions, RamdiskParameters } from "./boot-interface.js";
export type { RamdiskConfig, RamdiskImages } from "./ramdisk-images.js";
export { resolveRamdiskImages } from "./ramdisk-images.js";
