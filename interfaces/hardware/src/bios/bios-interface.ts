import type { HardwareInterface } from "../driver/hardware-interface.js";
import type { NodeTask } from "../task/node-task.js";

/** A setting to apply. @public */
export interface BiosSettingChange {
  readonly name: string;
  readonly value: string | number | boolean;
}

/** A setting as the BMC tells it, with what its registry says of it. Source: Ironic `bios_settings` (API 1.40, 1.74). @public */
export interface BiosSetting {
  readonly name: string;
  readonly value: string | null;
  readonly attributeType?: string;
  readonly allowableValues?: readonly string[];
  readonly lowerBound?: number;
  readonly upperBound?: number;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly readOnly?: boolean;
  readonly resetRequired?: boolean;
  readonly unique?: boolean;
}

/**
 * Reads BIOS settings. Changing them is the work of the steps `apply_configuration` and `factory_reset` in the
 * implementation's step table (long: they end in a reboot and a check).
 *
 * @remarks Source: Ironic `ironic.drivers.base.BIOSInterface`.
 * @public
 */
export interface BiosInterface extends HardwareInterface {
  /** Reads all settings. Short, repeatable. The conductor stores them.
   * @throws DriverError `NOT_SUPPORTED`, `BMC_UNREACHABLE`, `BMC_ERROR` */
  readBiosSettings(task: NodeTask): Promise<readonly BiosSetting[]>;
}
