import {
  type Binding,
  bind,
  type InterfaceType,
  NoBios,
  NoConsole,
  NoFirmware,
  NoInspect,
  NoopDeploy,
  NoopManagement,
  NoopNetwork,
  NoopStorage,
  NoRaid,
  NoRescue,
  NoVendor,
} from "@steelyard/interfaces";

/** The implementations that are there without any driver. */
export const BUILT_IN_BINDINGS = [
  bind("bios", "no-bios", { deps: {}, create: () => new NoBios() }),
  bind("console", "no-console", { deps: {}, create: () => new NoConsole() }),
  bind("deploy", "noop", { deps: {}, create: () => new NoopDeploy() }),
  bind("firmware", "no-firmware", { deps: {}, create: () => new NoFirmware() }),
  bind("inspect", "no-inspect", { deps: {}, create: () => new NoInspect() }),
  bind("management", "noop", { deps: {}, create: () => new NoopManagement() }),
  bind("network", "noop", { deps: {}, create: () => new NoopNetwork() }),
  bind("raid", "no-raid", { deps: {}, create: () => new NoRaid() }),
  bind("rescue", "no-rescue", { deps: {}, create: () => new NoRescue() }),
  bind("storage", "noop", { deps: {}, create: () => new NoopStorage() }),
  bind("vendor", "no-vendor", { deps: {}, create: () => new NoVendor() }),
] as unknown as readonly Binding[];

/**
 * What every hardware type supports last, whether its driver says so or not.
 *
 * @remarks Source: Ironic `ironic.drivers.generic.GenericHardware` and `hardware_type.AbstractHardwareType`.
 */
export const SUPPORTED_BY_ALL: Readonly<Partial<Record<InterfaceType, string>>> = {
  bios: "no-bios",
  console: "no-console",
  firmware: "no-firmware",
  inspect: "no-inspect",
  network: "noop",
  raid: "no-raid",
  rescue: "no-rescue",
  storage: "noop",
  vendor: "no-vendor",
};
