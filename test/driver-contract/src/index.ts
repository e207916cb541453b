export type { BiosHarness } from "./bios/describe-bios-interface.js";
export { describeBiosInterface } from "./bios/describe-bios-interface.js";
export type { BootHarness } from "./boot/describe-boot-interface.js";
export { describeBootInterface } from "./boot/describe-boot-interface.js";
export type { ConsoleHarness } from "./console/describe-console-interface.js";
export { describeConsoleInterface } from "./console/describe-console-interface.js";
export type { DeployHarness } from "./deploy/describe-deploy-interface.js";
export { describeDeployInterface } from "./deploy/describe-deploy-interface.js";
export type { DriverSuiteOptions } from "./driver/describe-driver.js";
export { describeDriver } from "./driver/describe-driver.js";
export type { FirmwareHarness } from "./firmware/describe-firmware-interface.js";
export { describeFirmwareInterface } from "./firmware/describe-firmware-interface.js";
export type { InspectHarness } from "./inspect/describe-inspect-interface.js";
export { describeInspectInterface } from "./inspect/describe-inspect-interface.js";
export { interopProgram } from "./interop-program.js";
export { describeManagementInterface } from "./management/describe-management-interface.js";
export type { ManagementHarness } from "./management/management-harness.js";
export type { NetworkHarness } from "./network/describe-network-interface.js";
export { describeNetworkInterface } from "./network/describe-network-interface.js";
export type { PowerHarness } from "./power/describe-power-interface.js";
export { describePowerInterface } from "./power/describe-power-interface.js";
export type { RaidHarness } from "./raid/describe-raid-interface.js";
export { describeRaidInterface } from "./raid/describe-raid-interface.js";
export type { RescueHarness } from "./rescue/describe-rescue-interface.js";
export { describeRescueInterface } from "./rescue/describe-rescue-interface.js";
export type { PublishedFile } from "./services/memory-machine-files.js";
export { MemoryMachineFiles } from "./services/memory-machine-files.js";
export { someCallbacks, someImages, someServices } from "./services/some-services.js";
export { describeStepTable } from "./steps/describe-step-table.js";
export type { StepHarness } from "./steps/step-harness.js";
export type { StorageHarness } from "./storage/describe-storage-interface.js";
export { describeStorageInterface } from "./storage/describe-storage-interface.js";
export type {
  DriverHarness,
  HarnessMaker,
  InterfaceHarness,
  InvalidNode,
  SuiteOptions,
} from "./suite/interface-harness.js";
export type { NodeFields } from "./task/a-node.js";
export { aNode, aPort, aPortgroup } from "./task/a-node.js";
export { aTask } from "./task/a-task.js";
export type { LogLine } from "./task/remembering-log.js";
export { RememberingLog } from "./task/remembering-log.js";
export type { TaskOptions } from "./task/test-task.js";
export { TestTask } from "./task/test-task.js";
export type { VendorHarness } from "./vendor/describe-vendor-interface.js";
export { describeVendorInterface } from "./vendor/describe-vendor-interface.js";
