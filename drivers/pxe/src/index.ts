export type { IpxeBootParts } from "./boot/ipxe-boot.js";
export { IpxeBoot } from "./boot/ipxe-boot.js";
export type { NetworkLoader, NetworkLoaderName } from "./boot/network-loaders.js";
export { NETWORK_LOADERS } from "./boot/network-loaders.js";
export { pxeDriver } from "./driver.js";
export type { ScriptContent } from "./script/ipxe-script.js";
export { ipxeScript } from "./script/ipxe-script.js";
