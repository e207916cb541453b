import {
  type BootDevice,
  type BootMode,
  DriverError,
  type IndicatorState,
  type ManagementInterface,
  NoopManagement,
  type VirtualMediaType,
} from "@steelyard/interfaces";
import { describe } from "vitest";
import { checksOf } from "../suite/describe-interface.js";
import { itNotices, MemoryWire, wireHarness } from "../suite/memory-wire.test.support.js";
import { MANAGEMENT_CONTRACT } from "./describe-management-interface.js";
import type { ManagementHarness } from "./management-harness.js";

type Broken = { -readonly [K in keyof ManagementInterface]: ManagementInterface[K] };
type Harness = ManagementHarness & { readonly management: Broken; readonly wire: MemoryWire };

const DEVICES: readonly BootDevice[] = ["pxe", "disk", "cdrom"];
const INDICATORS = { chassis: { led: { readonly: false, states: ["on", "off"] as IndicatorState[] } } } as const;

function invalid(reason: string): DriverError {
  return new DriverError("INVALID_PARAMETER", { reason });
}

function make(): Harness {
  const wire = new MemoryWire();
  let device: BootDevice = "disk";
  let mode: BootMode = "uefi";
  let led: IndicatorState = "off";
  const media = new Map<VirtualMediaType, string>();
  const mustBeLed = (name: string) => {
    if (name !== "led") throw invalid(`There is no indicator ${name}.`);
  };
  const management: Broken = Object.assign(new NoopManagement() as Broken, {
    getSupportedBootDevices: async () => DEVICES,
    getBootDevice: async (task) => {
      await wire.read(task);
      return { bootDevice: device, persistent: null };
    },
    setBootDevice: async (task, next) => {
      if (!DEVICES.includes(next)) throw invalid(`There is no boot device ${next}.`);
      await wire.write(task, next);
      device = next;
    },
    getSupportedBootModes: async () => ["uefi", "bios"] as const,
    getBootMode: async () => mode,
    setBootMode: async (task, next) => {
      await wire.write(task, next);
      mode = next;
    },
    getSensorsData: async () => ({ Fan: { "fan 1": { Reading: 4000 } } }),
    getMacAddresses: async () => new Map([["52:54:00:00:00:01", true]]),
    getSupportedIndicators: async (_task, component) =>
      component === undefined || component === "chassis" ? INDICATORS : {},
    getIndicatorState: async (_task, _component, name) => {
      mustBeLed(name);
      return led;
    },
    setIndicatorState: async (task, _component, name, state) => {
      mustBeLed(name);
      await wire.write(task, state);
      led = state;
    },
    getVirtualMedia: async () => [...media].map(([type, image]) => ({ type, image })),
    attachVirtualMedia: async (task, type, url) => {
      await wire.write(task, url);
      media.set(type, url);
    },
    detachVirtualMedia: async (task, types = ["cdrom", "floppy", "disk"]) => {
      await wire.write(task, "eject");
      for (const type of types) media.delete(type);
    },
  } satisfies Partial<ManagementInterface>);
  return { ...wireHarness(wire), management, wire };
}

describe("the management contract", () => {
  itNotices<Harness>(checksOf<"management", ManagementHarness>(MANAGEMENT_CONTRACT, "acme"), make, [
    [
      "lists a boot device that the wire does not know",
      /lists boot devices/,
      ({ management }) => {
        management.getSupportedBootDevices = async () => ["usb" as BootDevice];
      },
    ],
    [
      "forgets the boot device",
      /tells the boot device/,
      ({ management }) => {
        management.getBootDevice = async () => ({ bootDevice: "disk", persistent: true });
      },
    ],
    [
      "takes every boot device",
      /refuses a boot device/,
      ({ management }) => {
        management.setBootDevice = async () => {};
      },
    ],
    [
      "keeps the boot mode as it was",
      /tells the boot mode/,
      ({ management }) => {
        management.setBootMode = async () => {};
      },
    ],
    [
      "takes a boot mode only once",
      /tells the boot mode/,
      (harness) => {
        const right = harness.management.setBootMode.bind(harness.management);
        let last: BootMode | undefined;
        harness.management.setBootMode = async (task, mode) => {
          if (mode === last) throw new DriverError("NOT_SUPPORTED");
          await right(task, mode);
          last = mode;
        };
      },
    ],
    [
      "tells sensors that are no JSON",
      /tells sensors/,
      ({ management }) => {
        management.getSensorsData = async () => ({ Fan: { "fan 1": { read: new Date() as unknown as string } } });
      },
    ],
    [
      "tells MAC addresses in upper case",
      /MAC addresses/,
      ({ management }) => {
        management.getMacAddresses = async () => new Map([["52:54:00:AA:BB:CC", true]]);
      },
    ],
    [
      "writes when it reads",
      /writes nothing when it reads/,
      ({ management, wire }) => {
        management.getNodeHealth = async () => {
          wire.seen.push("clear the log");
          return "OK";
        };
      },
    ],
    [
      "gives all indicators when asked for one component",
      /for one component as for all/,
      ({ management }) => {
        management.getSupportedIndicators = async () => INDICATORS;
      },
    ],
    [
      "switches no indicator",
      /sets every indicator/,
      ({ management }) => {
        management.setIndicatorState = async () => {};
      },
    ],
    [
      "switches indicators that do not exist",
      /refuses an indicator/,
      ({ management }) => {
        management.setIndicatorState = async () => {};
      },
    ],
    [
      "leaves the medium inserted",
      /medium/,
      ({ management }) => {
        management.detachVirtualMedia = async () => {};
      },
    ],
    [
      "sets the boot device without asking who holds the node",
      /assertOwned/,
      ({ management, wire }) => {
        management.setBootDevice = async (_task, device) => void wire.seen.push(device);
      },
    ],
    [
      "does not end with the signal",
      /ends every call/,
      ({ management }) => {
        management.getBootDevice = () => new Promise(() => {});
      },
    ],
  ]);
});
