import { type BootMode, type Node, requestedBootMode } from "@steelyard/interfaces";

/** The boot mode that a medium is made for: what is asked for, else what the machine has, else the default. */
export function mediumBootMode(node: Node, defaultMode: BootMode): BootMode {
  const current = node.bootMode === "uefi" || node.bootMode === "bios" ? node.bootMode : undefined;
  return requestedBootMode(node) ?? current ?? defaultMode;
}

/** Whether the instance runs from a ramdisk or an ISO at every start, and nothing is written to a disk. */
export function isRamdiskInstance(node: Node): boolean {
  return node.interfaces.deploy === "ramdisk";
}
