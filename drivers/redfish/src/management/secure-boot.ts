import { DriverError } from "@steelyard/interfaces";
import { attribute, linkOf, optionalBoolean, type RedfishResource } from "@steelyard/redfish-client";
import type { Bmc } from "../access/bmc.js";
import { bootModeOf } from "./boot-mode.js";

/** How the keys can be reset. Source: DSP0268, SecureBoot, `ResetKeysType`. */
export type ResetKeys = "ResetAllKeysToDefault" | "DeleteAllKeys";

/** Whether the machine starts with secure boot, now or from its next start. @throws DriverError `NOT_SUPPORTED` */
export async function readSecureBoot(bmc: Bmc): Promise<boolean> {
  const secureBoot = await secureBootOf(bmc, await bmc.system());
  const isOn = optionalBoolean(secureBoot, "SecureBootEnable");
  if (isOn === undefined)
    throw new DriverError("NOT_SUPPORTED", {
      reason: "The BMC does not tell whether secure boot is on.",
      path: secureBoot.uri,
    });
  return isOn;
}

/**
 * Turns secure boot on or off; it takes effect at the machine's next start.
 *
 * @remarks Source: Ironic `RedfishManagement.set_secure_boot_state`; DSP0268, SecureBoot.
 * @throws DriverError `NOT_SUPPORTED` for turning it on in BIOS mode
 */
export async function writeSecureBoot(bmc: Bmc, isWanted: boolean): Promise<void> {
  const system = await bmc.system();
  if (bootModeOf(system) === "bios") {
    if (!isWanted) return;
    throw new DriverError("NOT_SUPPORTED", { reason: "Secure boot needs boot mode uefi, and the machine has bios." });
  }
  const secureBoot = await secureBootOf(bmc, system);
  const settings = await bmc.linked(secureBoot, "@Redfish.Settings", "SettingsObject");
  const place = settings !== undefined && attribute(settings, "SecureBootEnable") !== undefined ? settings : secureBoot;
  if (optionalBoolean(place, "SecureBootEnable") === isWanted) return;
  await bmc.patch(place.uri, { SecureBootEnable: isWanted });
}

/** @throws DriverError `NOT_SUPPORTED` */
export async function resetSecureBootKeys(bmc: Bmc, how: ResetKeys): Promise<void> {
  const secureBoot = await secureBootOf(bmc, await bmc.system());
  const action = await bmc.action(secureBoot, "#SecureBoot.ResetKeys");
  const allowed = action.allowableValues.get("ResetKeysType");
  if (allowed !== undefined && !allowed.includes(how))
    throw new DriverError("NOT_SUPPORTED", {
      reason: `The BMC cannot do ${how} with the secure boot keys.`,
      path: secureBoot.uri,
      reset_types: allowed,
    });
  await bmc.post(action.target, { ResetKeysType: how }, { isRepeatable: true });
}

async function secureBootOf(bmc: Bmc, system: RedfishResource): Promise<RedfishResource> {
  const uri = linkOf(system, "SecureBoot");
  if (uri === undefined)
    throw new DriverError("NOT_SUPPORTED", { reason: "The machine has no secure boot.", path: system.uri });
  return bmc.get(uri);
}
