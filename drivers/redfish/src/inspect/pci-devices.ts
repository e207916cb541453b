import type { JsonObject } from "@steelyard/interfaces";
import { linkOf, linksIn, type RedfishResource } from "@steelyard/redfish-client";
import type { Bmc } from "../access/bmc.js";
import { fieldsOf } from "./json-fields.js";

const FIELDS = {
  class: ["DeviceClass"],
  product_id: ["DeviceId"],
  vendor_id: ["VendorId"],
  subsystem_id: ["SubsystemId"],
  subsystem_vendor_id: ["SubsystemVendorId"],
  revision: ["RevisionId"],
} as const;

/** PCI functions: those the system names, else those of its devices, else those of the devices of its chassis. */
export async function readPciDevices(bmc: Bmc, system: RedfishResource): Promise<readonly JsonObject[]> {
  const named = linksIn(system, "PCIeFunctions");
  const functions = named.length > 0 ? await bmc.readable(named) : await functionsOfDevices(bmc, system);
  return functions
    .map((each) => fieldsOf(each, FIELDS))
    .filter((each) => Object.keys(each).length > 0)
    .map(withLowerCaseIds);
}

async function functionsOfDevices(bmc: Bmc, system: RedfishResource): Promise<readonly RedfishResource[]> {
  const named = linksIn(system, "PCIeDevices");
  const devices = named.length > 0 ? await bmc.readable(named) : await devicesOfChassis(bmc, system);
  const functions: RedfishResource[] = [];
  for (const device of devices) {
    const collection = linkOf(device, "PCIeFunctions");
    functions.push(
      ...(collection === undefined
        ? await bmc.readable(linksIn(device, "Links", "PCIeFunctions"))
        : await bmc.members(collection)),
    );
  }
  return functions;
}

async function devicesOfChassis(bmc: Bmc, system: RedfishResource): Promise<readonly RedfishResource[]> {
  const devices: RedfishResource[] = [];
  for (const chassis of await bmc.readable(linksIn(system, "Links", "Chassis")))
    devices.push(...(await bmc.members(linkOf(chassis, "PCIeDevices"))));
  return devices;
}

/** iLO 6 writes `0X15B3` where others write `0x15b3`. */
function withLowerCaseIds(device: JsonObject): JsonObject {
  return Object.fromEntries(
    Object.entries(device).map(([name, value]) => [
      name,
      typeof value === "string" && /^0x[0-9a-f]+$/i.test(value) ? value.toLowerCase() : value,
    ]),
  );
}
