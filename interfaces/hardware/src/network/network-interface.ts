import type { HardwareInterface } from "../driver/hardware-interface.js";
import type { JsonObject } from "../node/json.js";
import type { Port, Portgroup } from "../node/node.js";
import type { NodeSubject, NodeTask } from "../task/node-task.js";

/** The networks a machine can be put on while it is worked on. @public */
export const NETWORK_PURPOSES = ["provisioning", "cleaning", "rescuing", "inspection", "servicing"] as const;

/** @public */
export type NetworkPurpose = (typeof NETWORK_PURPOSES)[number];

/**
 * Moves a machine between networks.
 *
 * @remarks
 * All methods are short and repeatable: adding what is added and removing what is gone is a success. Common errors:
 * `MISSING_PARAMETER` and `INVALID_PARAMETER` for a network the node names wrongly, `NOT_SUPPORTED`, `RESERVATION_LOST`.
 * Source: Ironic `ironic.drivers.base.NetworkInterface`.
 * @public
 */
export interface NetworkInterface extends HardwareInterface {
  /** Called before a changed port is saved; throws to refuse. */
  portChanged(task: NodeTask, port: Port): Promise<void>;
  /** Called before a changed portgroup is saved; throws to refuse. */
  portgroupChanged(task: NodeTask, portgroup: Portgroup): Promise<void>;
  /**
   * Gives a virtual interface of the tenant (`id`, and what else the request holds) a port of the node that is free.
   * @throws DriverError `INVALID_PARAMETER` when no port is free
   */
  vifAttach(task: NodeTask, vif: JsonObject): Promise<void>;
  /** Takes a virtual interface off. @throws DriverError `INVALID_PARAMETER` when it is not attached */
  vifDetach(task: NodeTask, vifId: string): Promise<void>;
  /** The virtual interfaces that are attached, each at least with `id`. No I/O. */
  vifList(subject: NodeSubject): readonly JsonObject[];
  /** The virtual interface a port or portgroup has now, or null. No I/O. */
  getCurrentVif(subject: NodeSubject, port: Port | Portgroup): string | null;
  /** Connects the machine to the network of a purpose; afterwards its ports are on it. */
  addNetwork(task: NodeTask, purpose: NetworkPurpose): Promise<void>;
  /** Takes the machine off the network of a purpose. */
  removeNetwork(task: NodeTask, purpose: NetworkPurpose): Promise<void>;
  /** Connects the machine to the networks of its virtual interfaces. */
  configureTenantNetworks(task: NodeTask): Promise<void>;
  /** Takes the machine off the tenant's networks; the virtual interfaces stay attached. */
  unconfigureTenantNetworks(task: NodeTask): Promise<void>;
  /** Says whether the machine can be put on the rescue network. No I/O. */
  validateRescue(subject: NodeSubject): void;
  /** Says whether the machine can be put on the inspection network. No I/O. @throws DriverError `NOT_SUPPORTED` when not */
  validateInspection(subject: NodeSubject): void;
  /** True when ports only work with the machine powered (SmartNICs). No I/O, throws nothing. */
  needPowerOn(subject: NodeSubject): boolean;
  /** `network_data.json` for the ramdisk; `{}` for DHCP. */
  getNodeNetworkData(task: NodeTask): Promise<JsonObject>;
}
