import { linkOf, optionalString, type RedfishResource } from "@steelyard/redfish-client";
import type { Bmc } from "../access/bmc.js";
import { quantityOf } from "./quantity-of.js";

/**
 * Memory in MiB: the system's summary, else the sum of its modules; undefined where the BMC tells neither (a machine that was
 * never switched on).
 */
export async function readMemoryMib(bmc: Bmc, system: RedfishResource): Promise<number | undefined> {
  const summaryGib = quantityOf(system, "MemorySummary", "TotalSystemMemoryGiB") ?? 0;
  if (summaryGib > 0) return Math.round(summaryGib * 1024);
  let sumMib = 0;
  for (const module of await bmc.members(linkOf(system, "Memory"))) {
    if (optionalString(module, "Status", "State") !== "Absent") sumMib += quantityOf(module, "CapacityMiB") ?? 0;
  }
  return sumMib > 0 ? sumMib : undefined;
}
