import type { NodeSubject } from "../task/node-task.js";

/** Option name → what it means, as `GET /v1/drivers/{driver}/properties` shows it. @public */
export type InterfaceProperties = Readonly<Record<string, string>>;

/**
 * What all 13 interfaces have. Implementations hold no state of a node.
 *
 * @remarks Source: Ironic `ironic.drivers.base.BaseInterface`.
 * @public
 */
export interface HardwareInterface {
  /** The `driver_info` keys this implementation reads. */
  readonly properties: InterfaceProperties;
  /**
   * Says whether the node has what this interface needs. Short, repeatable, **no I/O**: it runs in the process that
   * answers the API, before anything is accepted.
   *
   * @throws DriverError `MISSING_PARAMETER`, `INVALID_PARAMETER`, `NOT_SUPPORTED`, `MISSING_RAMDISK`
   */
  validate(subject: NodeSubject): void;
}
