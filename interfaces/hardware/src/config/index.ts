export type { AgentConfig } from "./agent-config.js";
export { AGENT_CONFIG } from "./agent-config.js";
export type { ConductorConfig } from "./conductor-config.js";
export { CONDUCTOR_CONFIG } from "./conductor-config.js";
export type { ConfigOption, ConfigSection } from "./config-section.js";
export { configDefaults, defineConfig, OPTION } from "./config-section.js";
export type { DeployConfig } from "./deploy-config.js";
export { DEPLOY_CONFIG } from "./deploy-config.js";
