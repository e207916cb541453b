export type { AgentSubject, BootloaderParams, StartOptions } from "./client/agent-client.js";
export { AgentClient } from "./client/agent-client.js";
export type { AgentPoolOptions } from "./client/agent-pool.js";
export { AgentPool } from "./client/agent-pool.js";
export type { AgentPhase, AgentStepList, OfferedAgentStep } from "./commands/agent-steps.js";
export type { CommandProblem, CommandResult, CommandStatus } from "./commands/command-result.js";
export { commandFailed, resultOf } from "./commands/command-result.js";
export type { AgentClock } from "./transport/pause.js";
