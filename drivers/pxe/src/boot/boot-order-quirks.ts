import type { BootMode, Node } from "@steelyard/interfaces";

/** Machines whose boot device is better left alone after a deploy. */
export const BOOT_ORDER_QUIRKS = [
  {
    match: { vendor: "lenovo", bootMode: "uefi" },
    because:
      "Setting the disk drops the NVRAM entries that the agent has just written; Ironic pxe_base.prepare_instance, Launchpad bug 2053064.",
    effect: { keepsBootOrderAfterDeploy: true },
  },
] as const satisfies readonly {
  readonly match: { readonly vendor: string; readonly bootMode: BootMode };
  readonly because: string;
  readonly effect: { readonly keepsBootOrderAfterDeploy: boolean };
}[];

/** Whether the firmware's own order, which the agent wrote, is to be kept. */
export function keepsBootOrderAfterDeploy(node: Node, bootMode: BootMode): boolean {
  const vendor = String(node.properties["vendor"] ?? "").toLowerCase();
  return BOOT_ORDER_QUIRKS.some(
    ({ match, effect }) => match.vendor === vendor && match.bootMode === bootMode && effect.keepsBootOrderAfterDeploy,
  );
}
