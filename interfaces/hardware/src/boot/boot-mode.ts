import { DriverError } from "../errors/driver-error.js";
import { BOOT_MODES, type BootMode } from "../management/management-interface.js";
import { parseCapabilities } from "../node/capabilities.js";
import type { JsonValue } from "../node/json.js";
import type { Node } from "../node/node.js";

/**
 * The boot mode that a node asks for, or null when it leaves the choice open: `instance_info.capabilities` →
 * `instance_info.deploy_boot_mode` → `properties.capabilities` → `driver_internal_info.deploy_boot_mode`; secure boot
 * means `uefi`.
 *
 * @remarks Source: Ironic `ironic.drivers.modules.boot_mode_utils.get_boot_mode_for_deploy`.
 * @throws DriverError `INVALID_PARAMETER` for a mode that is neither `uefi` nor `bios`, or one that the node's own
 *   capabilities contradict
 * @public
 */
export function requestedBootMode(node: Node): BootMode | null {
  if (isSecureBootRequested(node)) return "uefi";
  const own = mode(
    "properties/capabilities boot_mode",
    parseCapabilities(node.properties["capabilities"]).get("boot_mode"),
  );
  const wanted =
    mode(
      "instance_info/capabilities boot_mode",
      parseCapabilities(node.instanceInfo["capabilities"]).get("boot_mode"),
    ) ??
    mode("instance_info/deploy_boot_mode", node.instanceInfo["deploy_boot_mode"]) ??
    own ??
    mode("driver_internal_info/deploy_boot_mode", node.driverInternalInfo["deploy_boot_mode"]);
  if (own !== null && wanted !== own) {
    throw new DriverError("INVALID_PARAMETER", {
      reason: `The instance asks for boot mode ${wanted}, and properties/capabilities allows ${own} alone.`,
    });
  }
  return wanted;
}

/** As {@link requestedBootMode}, with `[deploy] default_boot_mode` where the node leaves the choice open. @public */
export function bootModeOf(node: Node, defaultBootMode: BootMode): BootMode {
  return requestedBootMode(node) ?? defaultBootMode;
}

/** Whether the instance asks for secure boot. Source: Ironic `boot_mode_utils.is_secure_boot_requested`. @public */
export function isSecureBootRequested(node: Node): boolean {
  return parseCapabilities(node.instanceInfo["capabilities"]).get("secure_boot")?.toLowerCase() === "true";
}

function mode(where: string, value: JsonValue | undefined): BootMode | null {
  if (value === undefined || value === null || value === "") return null;
  const found = BOOT_MODES.find((each) => each === String(value).toLowerCase());
  if (found === undefined)
    throw new DriverError("INVALID_PARAMETER", { reason: `${where} is ${JSON.stringify(value)}, not uefi or bios.` });
  return found;
}
