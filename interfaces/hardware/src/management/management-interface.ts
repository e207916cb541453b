import type { HardwareInterface } from "../driver/hardware-interface.js";
import type { JsonObject } from "../node/json.js";
import type { NodeTask } from "../task/node-task.js";

/** Source: Ironic `ironic.common.boot_devices`. @public */
export const BOOT_DEVICES = [
  "pxe",
  "disk",
  "cdrom",
  "bios",
  "safe",
  "wanboot",
  "iscsiboot",
  "floppy",
  "uefihttp",
] as const;

/** @public */
export type BootDevice = (typeof BOOT_DEVICES)[number];

/** Source: Ironic `ironic.common.boot_modes`. @public */
export const BOOT_MODES = ["uefi", "bios"] as const;

/** @public */
export type BootMode = (typeof BOOT_MODES)[number];

/** Both null when the BMC does not say. @public */
export interface BootDeviceSetting {
  readonly bootDevice: BootDevice | null;
  readonly persistent: boolean | null;
}

/** Source: Ironic `ironic.common.components`, `ironic.common.indicator_states`. @public */
export const INDICATOR_COMPONENTS = ["chassis", "system", "disk", "power", "nic"] as const;

/** @public */
export type IndicatorComponent = (typeof INDICATOR_COMPONENTS)[number];

/** @public */
export const INDICATOR_STATES = ["on", "off", "blinking", "unknown"] as const;

/** @public */
export type IndicatorState = (typeof INDICATOR_STATES)[number];

/** What an indicator can do. @public */
export interface IndicatorDescription {
  readonly readonly: boolean;
  readonly states: readonly IndicatorState[];
}

/** Sensor group (`Temperature`, `Fan`, …) → sensor id → its fields. @public */
export type SensorData = Readonly<Record<string, Readonly<Record<string, JsonObject>>>>;

/** Source: Redfish `Status.Health`. @public */
export type NodeHealth = "OK" | "Warning" | "Critical";

/** @public */
export type VirtualMediaType = "cdrom" | "floppy" | "disk";

/**
 * Boot device, boot mode, sensors and the rest of what a BMC manages.
 *
 * @remarks
 * Every method is one or a few requests to the BMC and is short. Reads and sets are repeatable: a set of what is already
 * set is a success. Common errors: `BMC_UNREACHABLE`, `AUTH_REJECTED`, `TLS_REJECTED`, `BMC_ERROR`, `BMC_BAD_ANSWER`;
 * `NOT_SUPPORTED` when the hardware lacks the feature; for what changes something also `RESERVATION_LOST`.
 * Source: Ironic `ironic.drivers.base.ManagementInterface`.
 * @public
 */
export interface ManagementInterface extends HardwareInterface {
  /** The devices this machine takes; may ask the BMC. */
  getSupportedBootDevices(task: NodeTask): Promise<readonly BootDevice[]>;
  /** What was set last, as far as the BMC tells it; a one-time device that was used up is not told any more. */
  getBootDevice(task: NodeTask): Promise<BootDeviceSetting>;
  /**
   * Sets where the machine boots from next, or always (`persistent`, default false). Takes effect at the next start.
   * @throws DriverError `INVALID_PARAMETER` for a device that `getSupportedBootDevices` does not list
   */
  setBootDevice(task: NodeTask, device: BootDevice, options?: { readonly persistent?: boolean }): Promise<void>;
  /** The boot modes this machine takes; may ask the BMC. */
  getSupportedBootModes(task: NodeTask): Promise<readonly BootMode[]>;
  /** The boot mode the next start uses. */
  getBootMode(task: NodeTask): Promise<BootMode>;
  /**
   * Sets the boot mode of the next and all later starts.
   * @throws DriverError `INVALID_PARAMETER` for a mode that `getSupportedBootModes` does not list
   */
  setBootMode(task: NodeTask, mode: BootMode): Promise<void>;
  /** Whether the machine starts signed code only. */
  getSecureBootState(task: NodeTask): Promise<boolean>;
  /** Switches secure boot on or off. Takes effect at the next start; until then `getSecureBootState` may tell the old state. */
  setSecureBootState(task: NodeTask, state: boolean): Promise<void>;
  /** Reads all sensors at once; the only read that may take some seconds. `{}` when there are none. */
  getSensorsData(task: NodeTask): Promise<SensorData>;
  /** How the machine says it is; null when it does not say. */
  getNodeHealth(task: NodeTask): Promise<NodeHealth | null>;
  /** Raises a non-maskable interrupt in a machine that is on. Repeating it raises the interrupt again. */
  injectNmi(task: NodeTask): Promise<void>;
  /** Component → indicator → what it can do; of one component where it is given. Components without indicators are left out. */
  getSupportedIndicators(
    task: NodeTask,
    component?: IndicatorComponent,
  ): Promise<Readonly<Partial<Record<IndicatorComponent, Readonly<Record<string, IndicatorDescription>>>>>>;
  /** @throws DriverError `INVALID_PARAMETER` for an indicator that `getSupportedIndicators` does not list */
  getIndicatorState(task: NodeTask, component: IndicatorComponent, indicator: string): Promise<IndicatorState>;
  /** @throws DriverError `INVALID_PARAMETER` for an indicator or a state that is not listed, or one that is read-only */
  setIndicatorState(
    task: NodeTask,
    component: IndicatorComponent,
    indicator: string,
    state: IndicatorState,
  ): Promise<void>;
  /** The vendor's name as the BMC tells it, or null. Cached by the conductor in `properties.vendor`. */
  detectVendor(task: NodeTask): Promise<string | null>;
  /** MAC address (lower case) → whether its NIC is enabled. */
  getMacAddresses(task: NodeTask): Promise<ReadonlyMap<string, boolean>>;
  /** What can be inserted and what is: the BMC's slots in the shape of the API's `virtual_media`. */
  getVirtualMedia(task: NodeTask): Promise<readonly JsonObject[]>;
  /**
   * Inserts `imageUrl` into the first slot that takes `type`. What was inserted there is ejected first.
   * @throws DriverError `NOT_SUPPORTED` when no slot takes `type`
   */
  attachVirtualMedia(task: NodeTask, type: VirtualMediaType, imageUrl: string): Promise<void>;
  /** Ejects the media of the types given; none given: all. Nothing inserted is fine. */
  detachVirtualMedia(task: NodeTask, types?: readonly VirtualMediaType[]): Promise<void>;
}
