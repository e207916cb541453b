import { DriverError } from "../errors/driver-error.js";
import type { Node } from "../node/node.js";

/**
 * What is added to the kernel's command line of a ramdisk: `kernel_append_params` of `instance_info`, else of `driver_info`,
 * else `defaultParams`; `%default%` in it stands for `defaultParams`.
 *
 * @remarks Source: Ironic `ironic.drivers.utils.get_kernel_append_params`.
 * @param defaultParams - the configured parameters, `[agent] kernel_append_params`
 * @returns parameters with one blank between them
 * @throws DriverError `INVALID_PARAMETER` for a value that is no text, or holds other than printable ASCII characters
 * @public
 */
export function kernelAppendParams(node: Node, defaultParams: string): string {
  for (const [where, info] of [
    ["instance_info", node.instanceInfo],
    ["driver_info", node.driverInfo],
  ] as const) {
    const value = info["kernel_append_params"];
    if (value === undefined || value === null) continue;
    const refused = (why: string) =>
      new DriverError("INVALID_PARAMETER", { reason: `${where}/kernel_append_params ${why}.` });
    if (typeof value !== "string") throw refused("is not a text");
    if (!/^[\x20-\x7e]*$/.test(value))
      throw refused("has a line break or another character that is not printable ASCII");
    return oneLine(value.replaceAll("%default%", defaultParams));
  }
  return oneLine(defaultParams);
}

function oneLine(text: string): string {
  return text
    .split(/ +/)
    .filter((word) => word !== "")
    .join(" ");
}
