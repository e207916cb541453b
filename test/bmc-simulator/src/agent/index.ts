export { type AgentRamdiskOptions, createAgentRamdisk } from "./agent-ramdisk.js";
export { type AgentTiming, IPA_TIMING, SIMULATOR_TIMING } from "./agent-timing.js";
export type { EffectFacts, HardwareDisk, HardwareNic, HardwarePort, OpenDisk } from "./hardware/hardware-port.js";
