export { createCallbacks } from "./agent-calls/callbacks.js";
export { createBmcSessions } from "./bmc-sessions/create-bmc-sessions.js";
export { systemClock } from "./clock/system-clock.js";
export type { Conductor } from "./conductor.js";
export { createConductor } from "./conductor.js";
export type { ConductorOptions, ConductorSettings } from "./conductor-options.js";
