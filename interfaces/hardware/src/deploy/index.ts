export type { AgentStep, AgentStepCall, DeployInterface } from "./deploy-interface.js";
export { NoopDeploy } from "./noop-deploy.js";
