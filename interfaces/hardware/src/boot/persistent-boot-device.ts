import { DriverError } from "../errors/driver-error.js";
import type { Node } from "../node/node.js";

/**
 * Whether a boot interface sets a boot device for good: `driver_info.force_persistent_boot_device` is `Always`, `Never` or
 * `Default`, which leaves it as `wanted`. A true value counts as `Always`.
 *
 * @remarks Source: Ironic `ironic.conductor.utils.node_set_boot_device`.
 * @throws DriverError `INVALID_PARAMETER` for another value
 * @public
 */
export function isBootDevicePersistent(node: Node, wanted: boolean): boolean {
  const value = node.driverInfo["force_persistent_boot_device"];
  switch (String(value ?? "default").toLowerCase()) {
    case "always":
    case "true":
      return true;
    case "never":
      return false;
    case "default":
    case "false":
      return wanted;
    default:
      throw new DriverError("INVALID_PARAMETER", {
        reason: `driver_info/force_persistent_boot_device is ${JSON.stringify(value)}, not Always, Default or Never.`,
      });
  }
}
