import { type ConfigSection, defineConfig, OPTION } from "./config-section.js";

/** Section `conductor`. Times in seconds. Source: Ironic `ironic/conf/conductor.py`. @public */
export interface ConductorConfig {
  readonly deployKernel: string | null;
  readonly deployRamdisk: string | null;
  readonly deployKernelByArch: Readonly<Record<string, string>>;
  readonly deployRamdiskByArch: Readonly<Record<string, string>>;
  readonly rescueKernel: string | null;
  readonly rescueRamdisk: string | null;
  readonly rescueKernelByArch: Readonly<Record<string, string>>;
  readonly rescueRamdiskByArch: Readonly<Record<string, string>>;
  readonly bootloader: string | null;
  readonly bootloaderByArch: Readonly<Record<string, string>>;
  readonly automatedClean: boolean;
  readonly allowProvisioningInMaintenance: boolean;
  readonly allowDeletingAvailableNodes: boolean;
  readonly deployCallbackTimeout: number;
  readonly cleanCallbackTimeout: number;
  readonly rescueCallbackTimeout: number;
  readonly inspectWaitTimeout: number;
  readonly serviceCallbackTimeout: number;
  readonly powerStateChangeTimeout: number;
  readonly softPowerOffTimeout: number;
  readonly syncPowerStateInterval: number;
  readonly syncPowerStateWorkers: number;
  readonly powerStateSyncMaxRetries: number;
  readonly powerFailureRecoveryInterval: number;
  readonly forcePowerStateDuringSync: boolean;
  readonly heartbeatInterval: number;
  readonly heartbeatTimeout: number;
  readonly workersPoolSize: number;
  readonly maxConcurrentDeploy: number;
  readonly maxConcurrentClean: number;
  readonly poweroffInCleanfail: boolean;
  readonly cleanStepPriorityOverride: Readonly<Record<string, string>>;
  readonly verifyStepPriorityOverride: Readonly<Record<string, string>>;
  readonly nodeHistory: boolean;
  readonly nodeHistoryMaxEntries: number;
  readonly recordStepFlowsInHistory: boolean;
  readonly drainShutdownTimeout: number;
}

/** @public */
export const CONDUCTOR_CONFIG: ConfigSection<ConductorConfig> = defineConfig<ConductorConfig>("conductor", {
  deployKernel: {
    summary: "Kernel of the deploy ramdisk, for every architecture without an own one.",
    schema: OPTION.optionalText,
    default: null,
  },
  deployRamdisk: {
    summary: "Deploy ramdisk, for every architecture without an own one.",
    schema: OPTION.optionalText,
    default: null,
  },
  deployKernelByArch: { summary: "Architecture → kernel of the deploy ramdisk.", schema: OPTION.textMap, default: {} },
  deployRamdiskByArch: { summary: "Architecture → deploy ramdisk.", schema: OPTION.textMap, default: {} },
  rescueKernel: { summary: "Kernel of the rescue ramdisk.", schema: OPTION.optionalText, default: null },
  rescueRamdisk: { summary: "Rescue ramdisk.", schema: OPTION.optionalText, default: null },
  rescueKernelByArch: { summary: "Architecture → kernel of the rescue ramdisk.", schema: OPTION.textMap, default: {} },
  rescueRamdiskByArch: { summary: "Architecture → rescue ramdisk.", schema: OPTION.textMap, default: {} },
  bootloader: { summary: "EFI system partition image for boot ISOs.", schema: OPTION.optionalText, default: null },
  bootloaderByArch: {
    summary: "Architecture → EFI system partition image for boot ISOs.",
    schema: OPTION.textMap,
    default: {},
  },
  automatedClean: { summary: "Clean machines on their way to available.", schema: OPTION.flag, default: true },
  allowProvisioningInMaintenance: {
    summary:
      "Let nodes in maintenance become available, and pause work under way; off: the agent's next call fails the work.",
    schema: OPTION.flag,
    default: true,
  },
  allowDeletingAvailableNodes: { summary: "Let nodes in available be deleted.", schema: OPTION.flag, default: true },
  deployCallbackTimeout: {
    summary: "Longest silence in wait call-back, in seconds; 0: no limit.",
    schema: OPTION.seconds,
    default: 1800,
  },
  cleanCallbackTimeout: {
    summary: "Longest silence in clean wait, in seconds; 0: no limit.",
    schema: OPTION.seconds,
    default: 1800,
  },
  rescueCallbackTimeout: {
    summary: "Longest silence in rescue wait, in seconds; 0: no limit.",
    schema: OPTION.seconds,
    default: 1800,
  },
  inspectWaitTimeout: {
    summary: "Longest silence in inspect wait, in seconds; 0: no limit.",
    schema: OPTION.seconds,
    default: 1800,
  },
  serviceCallbackTimeout: {
    summary: "Longest silence in service wait, in seconds; 0: no limit.",
    schema: OPTION.seconds,
    default: 1800,
  },
  powerStateChangeTimeout: {
    summary: "How long a machine may take to reach a power state, in seconds.",
    schema: OPTION.seconds,
    default: 60,
  },
  softPowerOffTimeout: {
    summary: "How long an operating system may take to shut down, in seconds.",
    schema: OPTION.seconds,
    default: 600,
  },
  syncPowerStateInterval: {
    summary: "How often each machine's power state is read, in seconds; 0: never.",
    schema: OPTION.seconds,
    default: 120,
  },
  syncPowerStateWorkers: { summary: "Power states read at once by one conductor.", schema: OPTION.count, default: 64 },
  powerStateSyncMaxRetries: {
    summary: "Failed reads in a row before a node goes to maintenance.",
    schema: OPTION.count,
    default: 3,
  },
  powerFailureRecoveryInterval: {
    summary: "How often nodes with fault power failure are tried again, in seconds; 0: never.",
    schema: OPTION.seconds,
    default: 300,
  },
  forcePowerStateDuringSync: {
    summary: "Bring a machine back to the recorded power state when they differ.",
    schema: OPTION.flag,
    default: true,
  },
  heartbeatInterval: {
    summary: "How often a conductor renews its lease, in seconds.",
    schema: OPTION.seconds,
    default: 10,
  },
  heartbeatTimeout: { summary: "Length of a conductor's lease, in seconds.", schema: OPTION.seconds, default: 60 },
  workersPoolSize: {
    summary: "Actions one conductor works on at once.",
    schema: { type: "integer", minimum: 1 },
    default: 300,
  },
  maxConcurrentDeploy: {
    summary: "Nodes in deploying and wait call-back at once.",
    schema: OPTION.count,
    default: 250,
  },
  maxConcurrentClean: {
    summary: "Nodes in deleting, cleaning and clean wait at once.",
    schema: OPTION.count,
    default: 50,
  },
  poweroffInCleanfail: { summary: "Power machines off whose cleaning failed.", schema: OPTION.flag, default: false },
  cleanStepPriorityOverride: {
    summary: "`interface.step` → priority in automated cleaning; 0 turns a step off.",
    schema: OPTION.textMap,
    default: {},
  },
  verifyStepPriorityOverride: {
    summary: "`interface.step` → priority in verifying; 0 turns a step off.",
    schema: OPTION.textMap,
    default: {},
  },
  nodeHistory: { summary: "Keep a history of each node.", schema: OPTION.flag, default: true },
  nodeHistoryMaxEntries: { summary: "History entries kept per node; 0: all.", schema: OPTION.count, default: 300 },
  recordStepFlowsInHistory: {
    summary: "Note the end of successful work in the history too, not only what went wrong.",
    schema: OPTION.flag,
    default: false,
  },
  drainShutdownTimeout: {
    summary: "How long running steps may take to reach their boundary at shutdown, in seconds.",
    schema: OPTION.seconds,
    default: 60,
  },
});
