import { type ConfigSection, defineConfig, OPTION } from "./config-section.js";

/** Section `agent`. Source: Ironic `ironic/conf/agent.py`. @public */
export interface AgentConfig {
  readonly requireTls: boolean;
  readonly verifyCa: boolean;
  readonly allowMd5Checksum: boolean;
  readonly commandTimeout: number;
  readonly ramdiskHeartbeatTimeout: number;
  readonly imageDownloadSource: "http" | "local";
  readonly streamRawImages: boolean;
  readonly forceRawImages: boolean;
  readonly kernelAppendParams: string;
  readonly permittedImageFormats: readonly string[];
  readonly postDeployGetPowerStateRetries: number;
  readonly tlsMinimumVersion: "1.2" | "1.3";
  readonly deployLogsCollect: "always" | "on_failure" | "never";
  readonly deployLogsLocalPath: string | null;
}

/** @public */
export const AGENT_CONFIG: ConfigSection<AgentConfig> = defineConfig<AgentConfig>("agent", {
  requireTls: { summary: "Refuse agents whose callback URL is not https.", schema: OPTION.flag, default: true },
  verifyCa: { summary: "Verify the agent's certificate.", schema: OPTION.flag, default: true },
  allowMd5Checksum: { summary: "Accept MD5 checksums of images.", schema: OPTION.flag, default: false },
  commandTimeout: {
    summary: "How long the agent may take to answer a request, in seconds.",
    schema: OPTION.seconds,
    default: 60,
  },
  ramdiskHeartbeatTimeout: {
    summary: "How often an agent must call, in seconds.",
    schema: OPTION.seconds,
    default: 300,
  },
  imageDownloadSource: {
    summary: "Where agents fetch images: `http` from their source, `local` through this process.",
    schema: { enum: ["http", "local"] },
    default: "http",
  },
  streamRawImages: {
    summary: "Let the agent write raw images to the disk while it fetches them.",
    schema: OPTION.flag,
    default: true,
  },
  forceRawImages: {
    summary:
      "Convert qcow2 images to raw with qemu-img before the agent fetches them (needs image_download_source local).",
    schema: OPTION.flag,
    default: false,
  },
  kernelAppendParams: {
    summary: "Kernel parameters added for the ramdisk.",
    schema: OPTION.text,
    default: "nofb vga=normal",
  },
  permittedImageFormats: {
    summary: "Disk formats an image may have.",
    schema: OPTION.textList,
    default: ["raw", "gpt", "qcow2", "iso"],
  },
  postDeployGetPowerStateRetries: {
    summary: "Looks at the power state before the machine is switched off hard after a deploy.",
    schema: OPTION.count,
    default: 6,
  },
  tlsMinimumVersion: {
    summary: "Oldest TLS version taken in connections to the agent.",
    schema: { enum: ["1.2", "1.3"] },
    default: "1.3",
  },
  deployLogsCollect: {
    summary: "When the agent's logs are collected.",
    schema: { enum: ["always", "on_failure", "never"] },
    default: "on_failure",
  },
  deployLogsLocalPath: {
    summary: "Folder for the agent's logs; null: steelyard-deploy-logs in the machine's temporary folder.",
    schema: OPTION.optionalText,
    default: null,
  },
});
