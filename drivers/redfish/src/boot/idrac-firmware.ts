import { DriverError } from "@steelyard/interfaces";
import { optionalString, type RedfishResource } from "@steelyard/redfish-client";
import type { Bmc } from "../access/bmc.js";

/** iDRAC9 versions that boot from virtual media by standard Redfish; iDRAC10 counts from 1 again. */
const FIT_MAJORS = ["6", "7"];

/**
 * Refuses Dell machines whose standard boot override means the physical drive.
 *
 * @remarks Source: Ironic `RedfishVirtualMediaBoot._validate_vendor`; reference/vendors.md §1.1.
 * @throws DriverError `NOT_SUPPORTED` that names the interface to use instead
 */
export async function refuseUnfitIdrac(bmc: Bmc): Promise<void> {
  const system = await bmc.system();
  const names = [bmc.task.node.properties["vendor"], optionalString(system, "Manufacturer")];
  if (!names.some((name) => typeof name === "string" && name.split(/\s+/).includes("Dell"))) return;
  const versions = (await bmc.managers(system)).filter(isBmc).map((each) => optionalString(each, "FirmwareVersion"));
  const version = versions[0];
  if (version !== undefined && FIT_MAJORS.includes(version.split(".")[0] ?? "")) return;
  throw new DriverError("NOT_SUPPORTED", {
    reason:
      "redfish-virtual-media works with iDRAC9 from 6.00 to 7.x; other versions need the boot interface idrac-redfish-virtual-media.",
    bmc_version: version ?? null,
  });
}

function isBmc(manager: RedfishResource): boolean {
  const type = optionalString(manager, "ManagerType");
  return type === undefined || type === "BMC";
}
