export { type ConfigDriveContent, configDriveIso } from "./config-drive/config-drive-iso.js";
export { bytesSource, type RangeSource, readAll } from "./content.js";
export { efiSystemPartition, type FatFile } from "./fat/efi-system-partition.js";
export { type IsoOptions, layoutIso } from "./iso/layout-iso.js";
export type { IsoFile } from "./iso/tree.js";
