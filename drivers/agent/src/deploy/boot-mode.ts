import { type BootMode, type Node, parseCapabilities } from "@steelyard/interfaces";

/**
 * The boot mode an instance is started in: secure boot means UEFI; then what the instance asks for, the node's capabilities, its
 * present mode, and the configured default.
 *
 * @remarks Source: Ironic `ironic.drivers.modules.boot_mode_utils.get_boot_mode_for_deploy`.
 */
export function instanceBootMode(node: Node, defaultMode: BootMode): BootMode {
  const instance = parseCapabilities(node.instanceInfo["capabilities"]);
  const machine = parseCapabilities(node.properties["capabilities"]);
  if ((instance.get("secure_boot") ?? machine.get("secure_boot"))?.toLowerCase() === "true") return "uefi";
  const asked =
    instance.get("boot_mode") ?? node.instanceInfo["deploy_boot_mode"] ?? machine.get("boot_mode") ?? node.bootMode;
  return asked === "uefi" || asked === "bios" ? asked : defaultMode;
}
