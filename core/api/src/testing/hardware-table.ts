import { INTERFACE_TYPES, type InterfaceType } from "@steelyard/interfaces";
import type { ServedHardwareType } from "@steelyard/runtime-interfaces";

type Enabled = Partial<Record<InterfaceType, string>>;

/** Enabled interfaces per type, the default first. */
const COMMON: Enabled = {
  boot: "ipxe pxe",
  console: "no-console",
  deploy: "direct ramdisk custom-agent",
  firmware: "no-firmware",
  network: "noop",
  raid: "no-raid agent",
  rescue: "no-rescue agent",
  storage: "noop",
  inspect: "no-inspect",
  bios: "no-bios",
  vendor: "no-vendor",
};

const TYPES: Readonly<Record<string, Enabled>> = {
  "fake-hardware": {
    bios: "fake no-bios",
    boot: "fake ipxe pxe",
    console: "fake no-console",
    deploy: "direct fake ramdisk custom-agent",
    firmware: "fake no-firmware",
    inspect: "fake no-inspect",
    management: "fake",
    network: "noop",
    power: "fake",
    raid: "fake no-raid agent",
    rescue: "fake no-rescue agent",
    storage: "noop fake",
    vendor: "fake no-vendor",
  },
  ipmi: { ...COMMON, management: "ipmitool noop", power: "ipmitool", vendor: "ipmitool no-vendor" },
  redfish: {
    ...COMMON,
    bios: "redfish no-bios",
    boot: "ipxe redfish-virtual-media pxe",
    inspect: "redfish no-inspect",
    management: "redfish noop",
    power: "redfish",
    raid: "redfish no-raid agent",
    vendor: "redfish no-vendor",
  },
  "manual-management": { ...COMMON, management: "noop fake", power: "agent fake" },
  idrac: {
    ...COMMON,
    bios: "idrac-redfish no-bios",
    boot: "ipxe pxe idrac-redfish-virtual-media",
    inspect: "idrac-redfish no-inspect",
    management: "idrac-redfish",
    power: "idrac-redfish",
    raid: "idrac-redfish no-raid agent",
    vendor: "idrac-redfish no-vendor",
  },
  ilo: {
    ...COMMON,
    bios: "ilo no-bios",
    boot: "ilo-virtual-media ilo-pxe ilo-ipxe",
    inspect: "ilo no-inspect",
    management: "ilo",
    power: "ilo",
    vendor: "ilo no-vendor",
  },
};

/** Hardware types with the interfaces of a usual installation; for the API's own tests. */
export const HARDWARE_TABLE: readonly ServedHardwareType[] = Object.entries(TYPES).map(([name, enabled]) => {
  const names = (type: InterfaceType) => (enabled[type] ?? "").split(" ").filter(Boolean);
  return {
    name,
    interfaces: Object.fromEntries(
      INTERFACE_TYPES.map((type) => [type, names(type)]),
    ) as unknown as ServedHardwareType["interfaces"],
    defaults: Object.fromEntries(
      INTERFACE_TYPES.map((type) => [type, names(type)[0] ?? null]),
    ) as ServedHardwareType["defaults"],
  };
});
