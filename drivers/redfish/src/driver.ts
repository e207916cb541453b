import {
  AGENT_CONFIG,
  BMC_SESSIONS,
  bind,
  CONDUCTOR_CONFIG,
  DEPLOY_CONFIG,
  type DriverDefinition,
  defineDriver,
  MACHINE_FILES,
  provide,
  type Token,
  token,
} from "@steelyard/interfaces";
import { createRedfishPool, type RedfishPool } from "@steelyard/redfish-client";
import { RedfishAccess } from "./access/redfish-access.js";
import { RedfishVirtualMediaBoot } from "./boot/redfish-virtual-media-boot.js";
import { REDFISH_CONFIG } from "./config/redfish-config.js";
import { RedfishInspect } from "./inspect/redfish-inspect.js";
import { redfishManagementSteps } from "./management/management-steps.js";
import { RedfishManagement } from "./management/redfish-management.js";
import { RedfishPower } from "./power/redfish-power.js";
import { RedfishVendor } from "./vendor/redfish-vendor.js";

/** The clients of all BMCs; closed, with its sessions, when the process ends. */
const REDFISH_POOL: Token<RedfishPool> = token("driver-redfish/pool");

/** What the interfaces reach BMCs with; drivers that extend this one use it too. @public */
export const REDFISH_ACCESS: Token<RedfishAccess> = token("driver-redfish/access");

const deps = { access: REDFISH_ACCESS };

/**
 * Hardware type `redfish`.
 *
 * @remarks Source: Ironic `ironic.drivers.redfish.RedfishHardware`; reference/interfaces.md §3.
 * @public
 */
export const redfishDriver: DriverDefinition = defineDriver({
  id: "redfish",
  interfaces: {
    bios: ["no-bios"],
    boot: [
      "ipxe",
      "pxe",
      "http-ipxe",
      "http",
      bind("boot", "redfish-virtual-media", {
        deps: {
          access: REDFISH_ACCESS,
          files: MACHINE_FILES,
          conductor: CONDUCTOR_CONFIG.token,
          deploy: DEPLOY_CONFIG.token,
          agent: AGENT_CONFIG.token,
          redfish: REDFISH_CONFIG.token,
        },
        create: (parts) => new RedfishVirtualMediaBoot(parts),
      }),
    ],
    console: ["no-console"],
    deploy: ["direct", "ramdisk", "custom-agent"],
    firmware: ["no-firmware"],
    inspect: [
      bind("inspect", "redfish", { deps, create: ({ access }) => new RedfishInspect(access) }),
      "agent",
      "no-inspect",
    ],
    management: [
      bind("management", "redfish", {
        deps,
        create: ({ access }) => new RedfishManagement(access),
        steps: redfishManagementSteps,
      }),
      "noop",
    ],
    network: ["noop"],
    power: [bind("power", "redfish", { deps, create: ({ access }) => new RedfishPower(access) })],
    raid: ["no-raid", "agent"],
    rescue: ["no-rescue", "agent"],
    storage: ["noop"],
    vendor: [bind("vendor", "redfish", { deps, create: ({ access }) => new RedfishVendor(access) }), "no-vendor"],
  },
  providers: [
    provide(REDFISH_POOL, {
      deps: { config: REDFISH_CONFIG.token },
      create: ({ config }) =>
        createRedfishPool({
          connectTimeoutMs: config.connectTimeout * 1000,
          attemptTimeoutMs: config.readTimeout * 1000,
          maxConnections: config.connectionCacheSize,
        }),
      dispose: (pool) => pool.close(),
    }),
    provide(REDFISH_ACCESS, {
      deps: { pool: REDFISH_POOL, config: REDFISH_CONFIG.token, sessions: BMC_SESSIONS },
      create: ({ pool, config, sessions }) => new RedfishAccess(pool, config, { sessions }),
    }),
  ],
  config: [REDFISH_CONFIG],
});
