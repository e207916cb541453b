/** The 13 kinds of hardware interface. Source: Ironic `ironic.drivers.base.ALL_INTERFACES`. @public */
export const INTERFACE_TYPES = [
  "bios",
  "boot",
  "console",
  "deploy",
  "firmware",
  "inspect",
  "management",
  "network",
  "power",
  "raid",
  "rescue",
  "storage",
  "vendor",
] as const;

/** @public */
export type InterfaceType = (typeof INTERFACE_TYPES)[number];

/** Interfaces without which a hardware type can not be enabled; the others may be a `no-*` one. @public */
export const REQUIRED_INTERFACE_TYPES = ["boot", "deploy", "management", "network", "power"] as const;
