import type { BootTarget } from "./boot-seam.js";

/** What a BMC was told about the next start. @public */
export interface BootOverride {
  readonly enabled: "disabled" | "once" | "continuous";
  readonly target: BootTarget | null;
}

export const NO_OVERRIDE: BootOverride = { enabled: "disabled", target: null };
