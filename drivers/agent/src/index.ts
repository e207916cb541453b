export type { DirectDeployParts } from "./deploy/direct-deploy.js";
export { DirectDeploy } from "./deploy/direct-deploy.js";
export { directSteps } from "./deploy/direct-steps.js";
export { AGENTS, agentDriver } from "./driver.js";
