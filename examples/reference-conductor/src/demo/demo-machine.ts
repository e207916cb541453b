/** A machine of the demo as an operator knows it, with what the demo may look at of the simulation. */
export interface DemoMachine {
  readonly name: string;
  /** For people, e.g. `Redfish (iDRAC)`. */
  readonly bmc: string;
  readonly architecture: string;
  readonly driver: string;
  readonly driverInfo: Readonly<Record<string, unknown>>;
  readonly properties: Readonly<Record<string, unknown>>;
  /** `boot_interface`, … where the driver's default is not wanted. */
  readonly interfaces: Readonly<Record<string, string>>;
  /** Ports to enrol; empty where inspection finds them. */
  readonly macAddresses: readonly string[];
  readonly canInspect: boolean;
  readonly instanceInfo: Readonly<Record<string, unknown>>;
  readonly configDrive: object;
  /** What its first disk's bytes are in, and the image they should be. */
  readonly diskPath: string;
  readonly imagePath: string;
  /** Where it has to fail: the stage, and what the reason must say. */
  readonly expectedFailure?: { readonly stage: string; readonly says: RegExp };
  /** Resolves with a description once it has booted an instance from its disk. */
  bootedInstance(signal: AbortSignal): Promise<string>;
}
