import type { HardwareInterfaces, InterfaceType } from "@steelyard/interfaces";

/** Names of the methods of an interface; `validate` and the fields are not among them. */
type MethodsOf<I> = { [K in keyof I]-?: I[K] extends (...args: never[]) => unknown ? K : never }[keyof I];

/** Every method besides `validate`. A method that an interface gains stops the build here. */
export const INTERFACE_METHODS = {
  bios: { readBiosSettings: true },
  boot: {
    prepareRamdisk: true,
    cleanUpRamdisk: true,
    prepareInstance: true,
    cleanUpInstance: true,
    validateRescue: true,
    validateInspection: true,
  },
  console: { startConsole: true, stopConsole: true, getConsole: true },
  deploy: {
    prepare: true,
    cleanUp: true,
    tearDown: true,
    takeOver: true,
    prepareCleaning: true,
    tearDownCleaning: true,
    prepareService: true,
    tearDownService: true,
    getAgentSteps: true,
    runAgentStep: true,
    checkAgentStep: true,
    collectAgentLogs: true,
    prepareAgentBoot: true,
  },
  firmware: { readFirmwareComponents: true },
  inspect: { inspectHardware: true, continueInspection: true, abort: true },
  management: {
    getSupportedBootDevices: true,
    getBootDevice: true,
    setBootDevice: true,
    getSupportedBootModes: true,
    getBootMode: true,
    setBootMode: true,
    getSecureBootState: true,
    setSecureBootState: true,
    getSensorsData: true,
    getNodeHealth: true,
    injectNmi: true,
    getSupportedIndicators: true,
    getIndicatorState: true,
    setIndicatorState: true,
    detectVendor: true,
    getMacAddresses: true,
    getVirtualMedia: true,
    attachVirtualMedia: true,
    detachVirtualMedia: true,
  },
  network: {
    portChanged: true,
    portgroupChanged: true,
    vifAttach: true,
    vifDetach: true,
    vifList: true,
    getCurrentVif: true,
    addNetwork: true,
    removeNetwork: true,
    configureTenantNetworks: true,
    unconfigureTenantNetworks: true,
    validateRescue: true,
    validateInspection: true,
    needPowerOn: true,
    getNodeNetworkData: true,
  },
  power: { getPowerState: true, setPowerState: true, getSupportedPowerStates: true },
  raid: { validateRaidConfig: true, getLogicalDiskProperties: true },
  rescue: { rescue: true, finishRescue: true, unrescue: true, cleanUp: true },
  storage: { attachVolumes: true, detachVolumes: true, shouldWriteImage: true },
  vendor: { call: true, callDriver: true },
} as const satisfies { [T in InterfaceType]: Record<Exclude<MethodsOf<HardwareInterfaces[T]>, "validate">, true> };

/** Methods that are answered without a promise. */
export const SYNCHRONOUS_METHODS: ReadonlySet<string> = new Set([
  "getSupportedPowerStates",
  "validateRescue",
  "validateInspection",
  "validateRaidConfig",
  "getLogicalDiskProperties",
  "vifList",
  "getCurrentVif",
  "needPowerOn",
  "shouldWriteImage",
]);

/** The methods of a type, by name. */
export function methodsOf(type: InterfaceType): readonly string[] {
  return Object.keys(INTERFACE_METHODS[type]);
}
