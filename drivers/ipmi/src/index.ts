export type { IpmiDriverInfo } from "./access/driver-info.js";
export type { IpmiBmc, IpmiClients } from "./access/ipmi-bmcs.js";
export { IpmiBmcs } from "./access/ipmi-bmcs.js";
export type { IpmiConfig } from "./access/ipmi-config.js";
export { IPMI_CONFIG } from "./access/ipmi-config.js";
export { IPMI_BMCS, IPMI_POOL, ipmiDriver } from "./driver.js";
export { IpmiManagement } from "./management/ipmi-management.js";
export { IpmiPower } from "./power/ipmi-power.js";
export { IpmiVendor, ipmiVendorSteps } from "./vendor/ipmi-vendor.js";
