export type { BootCapability, BootInterface, PrepareRamdiskOptions, RamdiskParameters } from "./boot-interface.js";
export { bootModeOf, isSecureBootRequested, requestedBootMode } from "./boot-mode.js";
export { kernelAppendParams } from "./kernel-append-params.js";
export { isBootDevicePersistent } from "./persistent-boot-device.js";
export type { RamdiskConfig, RamdiskImages } from "./ramdisk-images.js";
export { resolveRamdiskImages } from "./ramdisk-images.js";
