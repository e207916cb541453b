import { kernelAppendParams, type Node, type RamdiskParameters } from "@steelyard/interfaces";

/**
 * The kernel's command line: parameters of the node or the configuration, then those of the ramdisk.
 * @throws DriverError `INVALID_PARAMETER`
 */
export function kernelCommandLine(node: Node, parameters: RamdiskParameters, configured: string): string {
  const given = Object.entries(parameters).map(([name, value]) => (value === null ? name : `${name}=${quoted(value)}`));
  return [kernelAppendParams(node, configured), ...given].filter((part) => part !== "").join(" ");
}

/** The kernel takes a value with blanks between double quotes. */
function quoted(value: string): string {
  return /\s/.test(value) ? `"${value}"` : value;
}
