import {
  bind,
  DEPLOY_CONFIG,
  type DriverDefinition,
  defineDriver,
  provide,
  type Token,
  token,
} from "@steelyard/interfaces";
import { createIpmiPool, type IpmiPool } from "@steelyard/ipmi-client";
import { IpmiBmcs } from "./access/ipmi-bmcs.js";
import { IPMI_CONFIG } from "./access/ipmi-config.js";
import { IpmiManagement } from "./management/ipmi-management.js";
import { IpmiPower } from "./power/ipmi-power.js";
import { IpmiVendor, ipmiVendorSteps } from "./vendor/ipmi-vendor.js";

/** All IPMI sessions of this process. @public */
export const IPMI_POOL: Token<IpmiPool> = token("driver-ipmi/pool");

/** The BMC of a node, for drivers that add to this one. @public */
export const IPMI_BMCS: Token<IpmiBmcs> = token("driver-ipmi/bmcs");

const deps = { bmcs: IPMI_BMCS, deploy: DEPLOY_CONFIG.token };

/**
 * Hardware type `ipmi`: machines whose BMC speaks IPMI 2.0.
 *
 * @remarks
 * The implementations are named `ipmitool` as in Ironic, whose names stand in clients and databases; no program of that name
 * is run. Source: Ironic `ironic.drivers.ipmi.IPMIHardware`; reference "Interfaces" §3 for the order.
 * @public
 */
export const ipmiDriver: DriverDefinition = defineDriver({
  id: "ipmi",
  interfaces: {
    bios: ["no-bios"],
    boot: ["ipxe", "pxe", "http-ipxe", "http"],
    console: ["ipmitool-socat", "no-console"],
    deploy: ["autodetect", "direct", "ansible", "ramdisk", "anaconda", "bootc", "custom-agent"],
    firmware: ["no-firmware"],
    inspect: ["agent", "no-inspect"],
    management: [
      bind("management", "ipmitool", {
        deps,
        create: ({ bmcs, deploy }) => new IpmiManagement(bmcs, deploy.defaultBootMode),
      }),
      "noop",
    ],
    network: ["flat", "neutron", "ironic-networking", "noop"],
    power: [
      bind("power", "ipmitool", { deps, create: ({ bmcs, deploy }) => new IpmiPower(bmcs, deploy.defaultBootMode) }),
    ],
    raid: ["no-raid", "agent"],
    rescue: ["no-rescue", "agent"],
    storage: ["noop", "cinder", "external"],
    vendor: [
      bind("vendor", "ipmitool", { deps, create: ({ bmcs }) => new IpmiVendor(bmcs), steps: ipmiVendorSteps }),
      "no-vendor",
    ],
  },
  providers: [
    provide(IPMI_POOL, { deps: {}, create: () => createIpmiPool(), dispose: (pool) => pool.close() }),
    provide(IPMI_BMCS, {
      deps: { pool: IPMI_POOL, config: IPMI_CONFIG.token },
      create: ({ pool, config }) => new IpmiBmcs(pool, config),
    }),
  ],
  config: [IPMI_CONFIG],
});
