import { aTask, type NodeFields, type TestTask } from "@steelyard/driver-contract";
import { configDefaults, type JsonObject } from "@steelyard/interfaces";
import { createIpmiPool, type IpmiPool, type IpmiPoolOptions } from "@steelyard/ipmi-client";
import { IpmiBmcs } from "../access/ipmi-bmcs.js";
import { IPMI_CONFIG, type IpmiConfig } from "../access/ipmi-config.js";
import { IpmiManagement } from "../management/ipmi-management.js";
import { IpmiPower } from "../power/ipmi-power.js";
import { IpmiVendor } from "../vendor/ipmi-vendor.js";

/** The driver's implementations over one pool. */
export interface DriverUnderTest {
  readonly pool: IpmiPool;
  readonly power: IpmiPower;
  readonly management: IpmiManagement;
  readonly vendor: IpmiVendor;
}

export function theDriver(options: IpmiPoolOptions = {}, config: Partial<IpmiConfig> = {}): DriverUnderTest {
  const pool = createIpmiPool(options);
  const bmcs = new IpmiBmcs(pool, { ...configDefaults(IPMI_CONFIG), ...config });
  return {
    pool,
    power: new IpmiPower(bmcs, "uefi"),
    management: new IpmiManagement(bmcs, "uefi"),
    vendor: new IpmiVendor(bmcs),
  };
}

/** A task over a node whose BMC listens at `port` of this host and knows admin with the password secret. */
export function aTaskAt(port: number, driverInfo: JsonObject = {}, node: NodeFields = {}): TestTask {
  const info = { ipmi_address: "127.0.0.1", ipmi_port: port, ipmi_username: "admin", ipmi_password: "secret" };
  return aTask({ node: { driver: "ipmi", ...node, driverInfo: { ...info, ...driverInfo } } });
}
