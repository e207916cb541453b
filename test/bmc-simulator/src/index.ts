/**
 * Simulated machines behind real Redfish, IPMI and agent wires.
 *
 * @packageDocumentation
 */
export {
  type AgentRamdiskOptions,
  type AgentTiming,
  createAgentRamdisk,
  type EffectFacts,
  type HardwareDisk,
  type HardwareNic,
  type HardwarePort,
  IPA_TIMING,
  type OpenDisk,
  SIMULATOR_TIMING,
} from "./agent/index.js";
export { simulatedBootloader, simulatedKernel, simulatedRamdisk } from "./artifacts/boot-files.js";
export { simulatedDiskImage } from "./artifacts/disk-image.js";
export { type BootArtifacts, type WrittenImage, writeBootArtifacts } from "./artifacts/write-boot-artifacts.js";
export { type Fault, type FaultAction, Faults } from "./faults/faults.js";
export type { StartRamdisk } from "./firmware/start-linux.js";
export type { IpmiSettings } from "./ipmi/ipmi-settings.js";
export type { CipherSuiteId } from "./ipmi/suites.js";
export { Journal, type JournalEntry } from "./journal/journal.js";
export type { BootOverride } from "./machine/boot-override.js";
export type {
  Architecture,
  BootableMachine,
  BootTarget,
  MachineDisk,
  MachineFirmware,
  MachineNic,
  RunningSystem,
} from "./machine/boot-seam.js";
export type { BiosAttributes, FirmwareSettings } from "./machine/firmware-settings.js";
export type { IndicatorState, Machine, MachinePower, PowerRequest } from "./machine/machine.js";
export type { MachineSpec, MachineTiming } from "./machine/machine-spec.js";
export type { Sensor } from "./machine/sensors.js";
export type { InsertedMedium, VirtualDrives } from "./machine/virtual-drives.js";
export { createRack, type Rack, type RackOptions } from "./rack/create-rack.js";
export type { BmcProtocol, RackMachine, RedfishSettings } from "./rack/rack-machine.js";
export type { IpmiAddress, RedfishAddress, SimulatedMachine } from "./rack/simulated-machine.js";
export type { RedfishFlavour, RedfishHabits } from "./redfish/flavours.js";
export type { Credentials } from "./redfish/sessions.js";
