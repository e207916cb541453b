import type { BootTarget } from "./boot-seam.js";

/** What a BMC was told about the next start. @public */
export interface BootOverride {
  readonly enabled: "disabled" | "once" | "continuous";
  readonly target: BootTarget | null;
  /** Boot mode of the starts that follow this override; absent: the mode that is set. */
  readonly mode?: "uefi" | "bios";
}

export const NO_OVERRIDE: BootOverride = { enabled: "disabled", target: null };
