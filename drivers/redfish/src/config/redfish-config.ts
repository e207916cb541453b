import { type ConfigSection, defineConfig, OPTION } from "@steelyard/interfaces";

/** Section `redfish`. Times in seconds. Source: Ironic `ironic/conf/redfish.py`. @public */
export interface RedfishConfig {
  readonly connectTimeout: number;
  readonly readTimeout: number;
  readonly connectionCacheSize: number;
  readonly authType: "auto" | "basic" | "session";
  readonly verifyCa: string | null;
  readonly tlsMinimumVersion: "1.1" | "1.2" | "1.3" | null;
  readonly tlsCiphers: string | null;
  readonly kernelAppendParams: string | null;
}

/** @public */
export const REDFISH_CONFIG: ConfigSection<RedfishConfig> = defineConfig<RedfishConfig>("redfish", {
  connectTimeout: {
    summary: "How long a connection to a BMC may take to open, in seconds.",
    schema: OPTION.seconds,
    default: 30,
  },
  readTimeout: {
    summary: "How long a BMC may take to answer one request, in seconds.",
    schema: OPTION.seconds,
    default: 60,
  },
  connectionCacheSize: {
    summary: "BMC accounts whose session is kept open.",
    schema: { type: "integer", minimum: 1 },
    default: 1000,
  },
  authType: {
    summary: "How to log in to BMCs: `session`, `basic`, or `auto` (a session, else basic).",
    schema: { enum: ["auto", "basic", "session"] },
    default: "auto",
  },
  verifyCa: {
    summary:
      "File or folder with the certificate authorities of BMCs, for nodes whose redfish_verify_ca is true; null: the system's.",
    schema: OPTION.optionalText,
    default: null,
  },
  tlsMinimumVersion: {
    summary: "Oldest TLS version taken from BMCs; null: Node's own, 1.2.",
    schema: { enum: ["1.1", "1.2", "1.3", null] },
    default: null,
  },
  tlsCiphers: {
    summary: "Ciphers for BMCs in OpenSSL's notation; null: Node's own.",
    schema: OPTION.optionalText,
    default: null,
  },
  kernelAppendParams: {
    summary: "Kernel parameters added for a ramdisk from virtual media; null: those of [agent] kernel_append_params.",
    schema: OPTION.optionalText,
    default: null,
  },
});
