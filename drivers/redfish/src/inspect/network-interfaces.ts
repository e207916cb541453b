import type { JsonObject } from "@steelyard/interfaces";
import { attribute, linkOf, type RedfishResource } from "@steelyard/redfish-client";
import type { Bmc } from "../access/bmc.js";
import { macOf } from "../access/mac-address.js";
import { resourceName } from "../access/resource-name.js";

/** NICs by MAC address, each once: a VLAN on a NIC has its address. What has none is left out with a warning. */
export async function readInterfaces(bmc: Bmc, system: RedfishResource): Promise<readonly JsonObject[]> {
  const found = new Map<string, JsonObject>();
  for (const nic of await bmc.members(linkOf(system, "EthernetInterfaces"))) {
    const address = macOf(nic);
    if (address === undefined) {
      bmc.task.log.warn("a NIC without a valid MAC address is left out", {
        node: bmc.task.nodeId,
        path: nic.uri,
        address: attribute(nic, "MACAddress") ?? null,
      });
    } else if (!found.has(address)) {
      const speed = Number(attribute(nic, "SpeedMbps") ?? Number.NaN);
      found.set(address, {
        mac_address: address,
        name: resourceName(nic, "Id"),
        ...(Number.isFinite(speed) ? { speed_mbps: Math.trunc(speed) } : {}),
      });
    }
  }
  return [...found.values()];
}
