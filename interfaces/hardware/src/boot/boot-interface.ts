import type { HardwareInterface } from "../driver/hardware-interface.js";
import type { NodeSubject, NodeTask } from "../task/node-task.js";

/** Source: Ironic boot interface `capabilities`. @public */
export type BootCapability =
  | "ipxe_boot"
  | "pxe_boot"
  | "iscsi_volume_boot"
  | "fibre_channel_volume_boot"
  | "ramdisk_boot"
  | "ramdisk_boot_configdrive";

/** Kernel parameters for the agent: name → value; a null value is a parameter without `=`. @public */
export type RamdiskParameters = Readonly<Record<string, string | null>>;

/** @public */
export interface PrepareRamdiskOptions {
  readonly mode: "deploy" | "rescue";
  readonly parameters: RamdiskParameters;
}

/**
 * Makes the next start of a machine lead to the agent's ramdisk, or to the instance.
 *
 * @remarks
 * All methods are short and repeatable: they publish files, insert media and set the boot device, and leave the power
 * alone. Called again, also by another process, they lead to the same state.
 * Common errors: what publishing a file and the node's management interface throw, `RESERVATION_LOST` among it.
 * Source: Ironic `ironic.drivers.base.BootInterface`.
 * @public
 */
export interface BootInterface extends HardwareInterface {
  readonly capabilities: readonly BootCapability[];
  /**
   * After it, the next power on starts the ramdisk.
   * @throws DriverError `MISSING_RAMDISK`, and what the management interface throws
   */
  prepareRamdisk(task: NodeTask, options: PrepareRamdiskOptions): Promise<void>;
  /** Withdraws what `prepareRamdisk` published and ejects its media; afterwards nothing of the ramdisk can be fetched. */
  cleanUpRamdisk(task: NodeTask): Promise<void>;
  /**
   * After it, every later power on starts the instance from its disk (or over the network for network boot), and nothing of the
   * ramdisk is left.
   */
  prepareInstance(task: NodeTask): Promise<void>;
  /** Withdraws what `prepareInstance` published; the boot device stays as it is. */
  cleanUpInstance(task: NodeTask): Promise<void>;
  /**
   * As `validate`, for the rescue ramdisk. No I/O.
   * @throws DriverError as `validate`; `MISSING_RAMDISK` when there is none to rescue with
   */
  validateRescue(subject: NodeSubject): void;
  /**
   * Says whether an inspection ramdisk can be booted by us. No I/O.
   * @throws DriverError `NOT_SUPPORTED` when it can not, and as `validate`
   */
  validateInspection(subject: NodeSubject): void;
}
