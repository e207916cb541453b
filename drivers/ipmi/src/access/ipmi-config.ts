import { type ConfigSection, defineConfig, OPTION } from "@steelyard/interfaces";

/** Section `ipmi`. Source: Ironic `ironic/conf/ipmi.py`. @public */
export interface IpmiConfig {
  readonly commandRetryTimeout: number;
  readonly disableBootTimeout: boolean;
  readonly allowMd5CipherSuites: boolean;
}

/** @public */
export const IPMI_CONFIG: ConfigSection<IpmiConfig> = defineConfig<IpmiConfig>("ipmi", {
  commandRetryTimeout: {
    summary: "How long one IPMI command may take with its repetitions, in seconds.",
    schema: { type: "number", exclusiveMinimum: 0, maximum: 86_400 },
    default: 60,
  },
  disableBootTimeout: {
    summary:
      "Tell BMCs to keep a boot device that is not used within 60 seconds; nodes may differ by ipmi_disable_boot_timeout.",
    schema: OPTION.flag,
    default: true,
  },
  allowMd5CipherSuites: {
    summary: "Accept 8 and 12 as ipmi_cipher_suite, which rely on MD5.",
    schema: OPTION.flag,
    default: false,
  },
});
