import { AgentPool } from "@steelyard/agent-client";
import {
  AGENT_CONFIG,
  bind,
  CALLBACKS,
  type ConfigSection,
  DEPLOY_CONFIG,
  type DriverDefinition,
  defineDriver,
  IMAGES,
  provide,
  type Token,
  token,
} from "@steelyard/interfaces";
import { DirectDeploy } from "./deploy/direct-deploy.js";
import { directSteps } from "./deploy/direct-steps.js";

/** The connections to agents; other packages that talk to agents share them. @public */
export const AGENTS: Token<AgentPool> = token("driver-agent/agents");

/**
 * What works through an agent in a ramdisk, for hardware types of other packages: the deploy interface `direct`.
 * @public
 */
export const agentDriver: DriverDefinition = defineDriver({
  id: "agent",
  interfaces: {
    deploy: [
      bind("deploy", "direct", {
        deps: {
          agents: AGENTS,
          images: IMAGES,
          callbacks: CALLBACKS,
          agent: AGENT_CONFIG.token,
          deploy: DEPLOY_CONFIG.token,
        },
        create: (parts) => new DirectDeploy(parts),
        steps: directSteps,
      }),
    ],
  },
  hardwareTypes: [],
  providers: [
    provide(AGENTS, {
      deps: { config: AGENT_CONFIG.token },
      create: ({ config }) =>
        new AgentPool({
          commandTimeoutMs: config.commandTimeout * 1000,
          verifyCa: config.verifyCa,
          tlsMinVersion: config.tlsMinimumVersion,
        }),
      dispose: (agents) => agents.close(),
    }),
  ],
  config: [AGENT_CONFIG, DEPLOY_CONFIG] as unknown as readonly ConfigSection<object>[],
});
