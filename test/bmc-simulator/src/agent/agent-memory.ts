import { type JsonObject, objectOr } from "./json.js";

/** What the conductor's answer to the look-up sets. Source: reference page "Deploy agent", §2. */
export interface ConductorConfig {
  readonly heartbeatTimeoutMs: number;
  readonly allowsMd5: boolean;
  readonly permittedFormats: readonly string[];
  readonly isInspectionDeep: boolean;
  readonly skipsBmc: boolean;
  readonly installsBiosBootloader: boolean;
  readonly tlsMinVersion: string | undefined;
  readonly tlsCipherSuites: string | undefined;
}

/** What the agent remembers while it runs. */
export interface AgentMemory {
  readonly startedAt: number;
  token: string | undefined;
  /** As the look-up or the last command gave it. */
  node: JsonObject;
  config: ConductorConfig;
  partitionUuids: JsonObject | undefined;
}

export function newMemory(token: string | undefined): AgentMemory {
  return {
    startedAt: Date.now() / 1000,
    token,
    node: {},
    config: conductorConfig({}),
    partitionUuids: undefined,
  };
}

/** Reads `config` of a look-up. What is absent is as strict as it can be. */
export function conductorConfig(config: JsonObject): ConductorConfig {
  const { heartbeat_timeout: timeout, permitted_image_formats: formats } = config as Record<string, unknown>;
  const text = (name: string): string | undefined => {
    const value = config[name];
    return typeof value === "string" && value !== "" ? value : undefined;
  };
  return {
    heartbeatTimeoutMs: (typeof timeout === "number" ? timeout : 300) * 1000,
    allowsMd5: config["agent_md5_checksum_enable"] === true,
    permittedFormats: Array.isArray(formats) ? formats.map(String) : ["raw", "gpt", "qcow2"],
    isInspectionDeep: config["disable_deep_image_inspection"] !== true,
    skipsBmc: config["agent_skip_bmc_detect"] === true,
    installsBiosBootloader: config["enable_bios_bootloader_install"] === true,
    tlsMinVersion: text("tls_min_version"),
    tlsCipherSuites: text("tls_cipher_suites"),
  };
}

/** Makes a node that came with a command the one the agent works for. */
export function rememberNode(memory: AgentMemory, node: unknown): void {
  const found = objectOr(node);
  if (typeof found["uuid"] === "string") memory.node = found;
}
