import { createHash } from "node:crypto";
import type { Architecture, BootTarget, MachineNic } from "./boot-seam.js";

/** What a simulated machine is made of; what is left out is made from its name. @public */
export interface MachineSpec {
  /** Unique in its rack. */
  readonly name: string;
  /** Default `x86_64`. */
  readonly architecture?: Architecture;
  readonly uuid?: string;
  /** Default 16,384. */
  readonly memoryMib?: number;
  /** Default 8. */
  readonly cpuCount?: number;
  /** Default: two NICs, the first with link. */
  readonly nics?: readonly MachineNic[];
  /** Sizes of the disks in bytes; default one of 8 GiB. */
  readonly diskSizes?: readonly number[];
  /** Default `uefi`. */
  readonly bootMode?: "uefi" | "bios";
  /** Default `disk`, then `pxe`. */
  readonly bootOrder?: readonly BootTarget[];
  readonly vendor?: { readonly manufacturer: string; readonly productName: string };
  /** How long things take, in milliseconds. */
  readonly timing?: Partial<MachineTiming>;
  /** How many times a graceful shutdown is ignored before one works; default 0. */
  readonly ignoresShutdown?: number;
}

/** How long things take; milliseconds. @public */
export interface MachineTiming {
  /** From the request to power on; default 50. */
  readonly powerOnMs: number;
  /** From the request, or the end of the operating system, to power off; default 50. */
  readonly powerOffMs: number;
  /** Self-test of the firmware, before it looks for something to boot; default 50. */
  readonly selfTestMs: number;
}

export const DEFAULT_TIMING: MachineTiming = { powerOnMs: 50, powerOffMs: 50, selfTestMs: 50 };

/** A UUID that is the same for equal texts. */
export function uuidOf(text: string): string {
  const hex = createHash("sha256").update(text).digest("hex");
  const variant = ((Number.parseInt(hex[16] as string, 16) & 3) | 8).toString(16);
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-${variant}${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}

/** Two NICs with locally administered addresses made from the name. */
export function nicsOf(name: string): readonly MachineNic[] {
  const digest = createHash("sha256").update(`nic ${name}`).digest();
  const octet = (value: number) => value.toString(16).padStart(2, "0");
  return [0, 1].map((index) => ({
    name: `eno${index + 1}`,
    macAddress: ["52", ...[...digest.subarray(0, 4)].map(octet), octet(((digest[4] as number) & 0xfe) | index)].join(
      ":",
    ),
    speedMbps: 25_000,
    hasLink: index === 0,
  }));
}
