import type { HardwareInterface } from "../driver/hardware-interface.js";
import type { JsonObject } from "../node/json.js";
import type { Port, Portgroup } from "../node/node.js";
import type { NodeSubject, NodeTask } from "../task/node-task.js";

/** The networks a machine can be put on while it is worked on. @public */
export const NETWORK_PURPOSES = ["provisioning", "cleaning", "rescuing", "inspection", "servicing"] as const;

/** @public */
export type NetworkPurpose = (typeof NETWORK_PURPOSES)[number];

/**
 * Moves a machine between networks. All methods are short and repeatable; adding what is added is a success.
 *
 * @remarks Source: Ironic `ironic.drivers.base.NetworkInterface`.
 * @public
 */
export interface NetworkInterface extends HardwareInterface {
  /** Called before a changed port is saved; throws to refuse. */
  portChanged(task: NodeTask, port: Port): Promise<void>;
  portgroupChanged(task: NodeTask, portgroup: Portgroup): Promise<void>;
  vifAttach(task: NodeTask, vif: JsonObject): Promise<void>;
  vifDetach(task: NodeTask, vifId: string): Promise<void>;
  vifList(subject: NodeSubject): readonly JsonObject[];
  getCurrentVif(subject: NodeSubject, port: Port | Portgroup): string | null;
  addNetwork(task: NodeTask, purpose: NetworkPurpose): Promise<void>;
  removeNetwork(task: NodeTask, purpose: NetworkPurpose): Promise<void>;
  configureTenantNetworks(task: NodeTask): Promise<void>;
  unconfigureTenantNetworks(task: NodeTask): Promise<void>;
  validateRescue(subject: NodeSubject): void;
  validateInspection(subject: NodeSubject): void;
  /** True when ports only work with the machine powered (SmartNICs). */
  needPowerOn(subject: NodeSubject): boolean;
  /** `network_data.json` for the ramdisk; `{}` for DHCP. */
  getNodeNetworkData(task: NodeTask): Promise<JsonObject>;
}
