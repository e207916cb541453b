import type { HardwareInterface } from "../driver/hardware-interface.js";
import type { JsonObject } from "../node/json.js";
import type { StepOutcome } from "../steps/step-outcome.js";
import type { NodeTask } from "../task/node-task.js";

/** What an inspection learned. Shape of `inventory`: reference "Inspection" §3. @public */
export interface InspectionData {
  readonly inventory: JsonObject;
  readonly pluginData: JsonObject;
}

/** An inspection that is over (`data` null: nothing was learned), or one that goes on outside (`wait`, `reboot`). @public */
export type InspectOutcome =
  | { readonly kind: "inspected"; readonly data: InspectionData | null }
  | Exclude<StepOutcome, { kind: "done" }>;

/**
 * Learns what a machine is made of.
 *
 * @remarks Source: Ironic `ironic.drivers.base.InspectInterface`.
 * @public
 */
export interface InspectInterface extends HardwareInterface {
  /**
   * Inspects, or starts an in-band inspection. Out-of-band: some seconds, repeatable. In-band: repeatable (`safe`),
   * ends with `reboot` and `awaitAgent`.
   * @throws DriverError out-of-band those of the BMC (`BMC_UNREACHABLE`, `AUTH_REJECTED`, `TLS_REJECTED`, `BMC_ERROR`, `BMC_BAD_ANSWER`);
   *   in-band those of the boot, network and management interfaces; `NOT_SUPPORTED`
   */
  inspectHardware(task: NodeTask): Promise<InspectOutcome>;
  /**
   * Takes what the ramdisk sent. Short, repeatable: the same data leads to the same outcome.
   * @throws DriverError `NOT_SUPPORTED` for an out-of-band implementation; `INVALID_PARAMETER` naming what of the data is wrong
   */
  continueInspection(task: NodeTask, data: InspectionData): Promise<InspectOutcome>;
  /**
   * Ends an in-band inspection that waits. Short, repeatable; nothing to end is fine.
   * @throws DriverError `NOT_SUPPORTED` for an out-of-band implementation
   */
  abort(task: NodeTask): Promise<void>;
}
