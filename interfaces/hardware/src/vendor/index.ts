export { NoVendor } from "./no-vendor.js";
export type { VendorInterface, VendorMethod } from "./vendor-interface.js";
