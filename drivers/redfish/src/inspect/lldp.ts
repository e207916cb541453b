import type { JsonObject } from "@steelyard/interfaces";
import {
  attribute,
  linkOf,
  linksIn,
  optionalObject,
  optionalString,
  type RedfishResource,
} from "@steelyard/redfish-client";
import type { Bmc } from "../access/bmc.js";
import { resourceName } from "../access/resource-name.js";

/** Source: DSP0268, Port, `Ethernet.LLDPReceive`; reference/redfish.md §8. */
const FIELDS = {
  switch_chassis_id: "ChassisId",
  switch_port_id: "PortId",
  switch_system_name: "SystemName",
  switch_system_description: "SystemDescription",
} as const;
/** The VLAN id that means none. */
const NO_VLAN = 4095;

/** Port id → what its switch told. Ports that heard nothing are left out. */
export async function readLldp(bmc: Bmc, system: RedfishResource): Promise<JsonObject> {
  const found: Record<string, JsonObject> = {};
  for (const chassis of await bmc.readable(linksIn(system, "Links", "Chassis"))) {
    for (const adapter of await bmc.members(linkOf(chassis, "NetworkAdapters"))) {
      for (const port of await bmc.members(linkOf(adapter, "Ports"))) {
        const heard = heardBy(port);
        if (heard === undefined) continue;
        const id = resourceName(port, "Id");
        // Ids are unique in an adapter only.
        found[Object.hasOwn(found, id) ? `${resourceName(adapter, "Id")}:${id}` : id] = heard;
      }
    }
  }
  return found;
}

function heardBy(port: RedfishResource): JsonObject | undefined {
  const received = optionalObject(port, "Ethernet", "LLDPReceive");
  if (received === undefined) return undefined;
  const texts = Object.entries(FIELDS).flatMap(([name, key]): [string, string][] => {
    const value = optionalString({ body: received }, key)?.trim();
    return value ? [[name, value]] : [];
  });
  if (texts.length === 0) return undefined;
  const vlan = attribute({ body: received }, "ManagementVlanId");
  const hasVlan = typeof vlan === "number" && vlan > 0 && vlan < NO_VLAN;
  return { ...Object.fromEntries(texts), ...(hasVlan ? { switch_vlan_id: vlan } : {}) };
}
