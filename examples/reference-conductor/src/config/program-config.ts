import { type ConfigSection, defineConfig, INTERFACE_TYPES, type InterfaceType, OPTION } from "@steelyard/interfaces";

/** Section `default`: what this conductor is and what it has switched on. Source: Ironic `[DEFAULT]`. */
export type DefaultConfig = {
  readonly host: string | null;
  readonly enabledHardwareTypes: readonly string[];
} & { readonly [T in InterfaceType as `enabled${Capitalize<T>}Interfaces`]: readonly string[] } & {
  readonly [T in InterfaceType as `default${Capitalize<T>}Interface`]: string | null;
};

/** What is switched on unless the operator says otherwise: every hardware type but `fake-hardware`. */
const ENABLED: Readonly<Record<InterfaceType, readonly string[]>> = {
  bios: ["no-bios", "fake", "redfish", "idrac-redfish", "ilo"],
  boot: [
    "fake",
    "pxe",
    "ipxe",
    "redfish-virtual-media",
    "idrac-redfish-virtual-media",
    "ilo-virtual-media",
    "ilo-pxe",
    "ilo-ipxe",
  ],
  console: ["no-console", "fake"],
  deploy: ["fake", "direct", "ramdisk", "custom-agent"],
  firmware: ["no-firmware", "fake"],
  inspect: ["no-inspect", "fake", "redfish", "idrac-redfish", "ilo"],
  management: ["fake", "noop", "ipmitool", "redfish", "idrac-redfish", "ilo"],
  network: ["noop"],
  power: ["fake", "ipmitool", "redfish", "idrac-redfish", "ilo", "agent"],
  raid: ["no-raid", "fake", "agent", "redfish", "idrac-redfish"],
  rescue: ["no-rescue", "fake", "agent"],
  storage: ["noop", "fake"],
  vendor: ["no-vendor", "fake", "ipmitool", "redfish", "idrac-redfish", "ilo"],
};

const DEFAULTS: Readonly<Partial<Record<InterfaceType, string>>> = { deploy: "direct", network: "noop" };

/** Hardware types enabled unless told, where their drivers are loaded. */
export const HARDWARE_TYPES = ["ipmi", "redfish", "manual-management", "idrac", "ilo"];

function capitalized(type: InterfaceType): string {
  return `${type[0]?.toUpperCase()}${type.slice(1)}`;
}

function interfaceOptions(): Record<string, ConfigSection<Record<string, unknown>>["options"][string]> {
  return Object.fromEntries(
    INTERFACE_TYPES.flatMap((type) => [
      [
        `enabled${capitalized(type)}Interfaces`,
        { summary: `Enabled ${type} interfaces.`, schema: OPTION.textList, default: ENABLED[type] },
      ],
      [
        `default${capitalized(type)}Interface`,
        {
          summary: `The ${type} interface of nodes that name none; null: the hardware type's first.`,
          schema: OPTION.optionalText,
          default: DEFAULTS[type] ?? null,
        },
      ],
    ]),
  );
}

export const DEFAULT_CONFIG = defineConfig<DefaultConfig>("default", {
  host: {
    summary: "Name of this conductor, unique in its database; null: the machine's host name.",
    schema: OPTION.optionalText,
    default: null,
  },
  enabledHardwareTypes: {
    summary: "Hardware types this conductor serves.",
    schema: OPTION.textList,
    default: HARDWARE_TYPES,
  },
  ...interfaceOptions(),
} as unknown as ConfigSection<DefaultConfig>["options"]);

/** Section `api`. Source: Ironic `ironic/conf/api.py`. */
export interface ApiSection {
  readonly hostIp: string;
  readonly port: number;
  readonly publicEndpoint: string | null;
  readonly maxLimit: number;
  readonly enableRamdiskEndpoints: boolean;
  readonly disallowCleanSteps: readonly string[];
  readonly disallowDeploySteps: readonly string[];
  readonly disallowServiceSteps: readonly string[];
}

function disallowed(what: string) {
  return {
    summary: `Steps, as interface.step, that ${what} requests may not name.`,
    schema: OPTION.textList,
    default: ["vendor.send_raw"],
  };
}

export const API_CONFIG = defineConfig<ApiSection>("api", {
  hostIp: { summary: "Address the API listens on.", schema: OPTION.text, default: "127.0.0.1" },
  port: {
    summary: "Port the API listens on; 0: a free one.",
    schema: { type: "integer", minimum: 0, maximum: 65_535 },
    default: 6385,
  },
  publicEndpoint: {
    summary: "Base of the links in answers; null: as the request says.",
    schema: OPTION.optionalText,
    default: null,
  },
  maxLimit: { summary: "Longest page of a list.", schema: { type: "integer", minimum: 1 }, default: 1000 },
  enableRamdiskEndpoints: { summary: "Serve lookup and heartbeat.", schema: OPTION.flag, default: true },
  disallowCleanSteps: disallowed("clean"),
  disallowDeploySteps: disallowed("deploy"),
  disallowServiceSteps: disallowed("service"),
});

/** Section `membership`: which nodes this conductor takes. */
export interface MembershipSection {
  readonly conductorGroup: string;
  readonly shards: readonly string[];
}

export const MEMBERSHIP_CONFIG = defineConfig<MembershipSection>("membership", {
  conductorGroup: { summary: "Group of nodes this conductor serves.", schema: OPTION.text, default: "" },
  shards: { summary: "Shards this conductor is bound to; empty: all.", schema: OPTION.textList, default: [] },
});

/** Section `log`. */
export interface LogSection {
  readonly level: "trace" | "debug" | "info" | "warn" | "error";
}

export const LOG_CONFIG = defineConfig<LogSection>("log", {
  level: {
    summary: "Least severe lines that are written.",
    schema: { enum: ["trace", "debug", "info", "warn", "error"] },
    default: "info",
  },
});

/** Section `auth`. */
export interface AuthSection {
  readonly strategy: "noauth";
}

export const AUTH_CONFIG = defineConfig<AuthSection>("auth", {
  strategy: { summary: "Who may call the API; `noauth`: everybody.", schema: { enum: ["noauth"] }, default: "noauth" },
});
