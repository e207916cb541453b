export type { FirmwareComponent, FirmwareInterface } from "./firmware-interface.js";
export { NoFirmware } from "./no-firmware.js";
