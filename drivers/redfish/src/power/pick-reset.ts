import { DriverError } from "@steelyard/interfaces";
import type { RedfishResource } from "@steelyard/redfish-client";
import type { Bmc } from "../access/bmc.js";

/**
 * The first of the wanted reset types that a machine takes, and where it is posted.
 *
 * @throws DriverError `NOT_SUPPORTED` that lists what the machine can do
 */
export async function pickReset(
  bmc: Bmc,
  system: RedfishResource,
  wanted: readonly string[],
  what: string,
): Promise<{ readonly resetTarget: string; readonly resetType: string }> {
  const action = await bmc.action(system, "#ComputerSystem.Reset");
  const allowed = action.allowableValues.get("ResetType");
  const resetType = allowed === undefined ? wanted[0] : wanted.find((each) => allowed.includes(each));
  if (resetType === undefined)
    throw new DriverError("NOT_SUPPORTED", {
      reason: `The machine cannot do ${what}: its BMC takes none of ${wanted.join(", ")}.`,
      path: system.uri,
      reset_types: allowed ?? [],
    });
  return { resetTarget: action.target, resetType };
}
