import { type ConfigSection, defineConfig, OPTION } from "./config-section.js";

/** Section `deploy`. Source: Ironic `ironic/conf/deploy.py`. @public */
export interface DeployConfig {
  readonly httpUrl: string | null;
  readonly externalHttpUrl: string | null;
  readonly externalCallbackUrl: string | null;
  readonly defaultBootMode: "uefi" | "bios";
  readonly powerOffAfterDeployFailure: boolean;
  readonly eraseDevicesPriority: number | null;
  readonly eraseDevicesMetadataPriority: number | null;
  readonly fastTrack: boolean;
  readonly fastTrackTimeout: number;
  readonly fileUrlAllowedPaths: readonly string[];
  readonly bootRetryTimeout: number;
  readonly orphanedBootTimeout: number;
}

/** @public */
export const DEPLOY_CONFIG: ConfigSection<DeployConfig> = defineConfig<DeployConfig>("deploy", {
  httpUrl: {
    summary: "Base URL under which machines fetch files; null: this process's API.",
    schema: OPTION.optionalText,
    default: null,
  },
  externalHttpUrl: {
    summary: "Base URL under which BMCs fetch boot media, where it differs.",
    schema: OPTION.optionalText,
    default: null,
  },
  externalCallbackUrl: {
    summary: "URL of the API as the deploy agent reaches it; null: every live conductor's API.",
    schema: OPTION.optionalText,
    default: null,
  },
  defaultBootMode: {
    summary: "Boot mode of nodes that do not name one.",
    schema: { enum: ["uefi", "bios"] },
    default: "uefi",
  },
  powerOffAfterDeployFailure: {
    summary: "Power machines off whose deploy failed.",
    schema: OPTION.flag,
    default: true,
  },
  eraseDevicesPriority: {
    summary: "Priority of erase_devices in automated cleaning; null: the agent's.",
    schema: { type: ["integer", "null"], minimum: 0 },
    default: null,
  },
  eraseDevicesMetadataPriority: {
    summary: "Priority of erase_devices_metadata in automated cleaning; null: the agent's.",
    schema: { type: ["integer", "null"], minimum: 0 },
    default: null,
  },
  fastTrack: { summary: "Use an agent that already runs.", schema: OPTION.flag, default: false },
  fastTrackTimeout: {
    summary: "How old the last heartbeat may be for fast track, in seconds.",
    schema: OPTION.seconds,
    default: 300,
  },
  bootRetryTimeout: {
    summary:
      "How long a machine may take from its start to the agent's first call before it is started again, in seconds; 0: never again.",
    schema: OPTION.seconds,
    default: 0,
  },
  orphanedBootTimeout: {
    summary:
      "As boot_retry_timeout, for machines whose conductor ended while they started: what they were to fetch may have been out of reach.",
    schema: OPTION.seconds,
    default: 120,
  },
  fileUrlAllowedPaths: {
    summary: "Folders whose files may be named by file:// URLs; empty: none.",
    schema: OPTION.textList,
    default: [],
  },
});
