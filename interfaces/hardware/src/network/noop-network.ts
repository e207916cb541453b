import { notSupported } from "../errors/not-supported.js";
import type { JsonObject } from "../node/json.js";
import type { NodeTask } from "../task/node-task.js";
import type { NetworkInterface } from "./network-interface.js";

/** `noop`: the network is left as it is. Source: Ironic `ironic.drivers.modules.network.noop.NoopNetwork`. @public */
export class NoopNetwork implements NetworkInterface {
  readonly properties = {};
  validate(): void {}
  async portChanged(): Promise<void> {}
  async portgroupChanged(): Promise<void> {}
  async vifAttach(): Promise<void> {
    throw notSupported("network", "noop", "vifAttach");
  }
  async vifDetach(): Promise<void> {
    throw notSupported("network", "noop", "vifDetach");
  }
  vifList(): readonly JsonObject[] {
    throw notSupported("network", "noop", "vifList");
  }
  getCurrentVif(): null {
    return null;
  }
  async addNetwork(): Promise<void> {}
  async removeNetwork(): Promise<void> {}
  async configureTenantNetworks(): Promise<void> {}
  async unconfigureTenantNetworks(): Promise<void> {}
  validateRescue(): void {}
  validateInspection(): void {}
  needPowerOn(): boolean {
    return false;
  }
  async getNodeNetworkData(task: NodeTask): Promise<JsonObject> {
    return task.node.networkData;
  }
}
