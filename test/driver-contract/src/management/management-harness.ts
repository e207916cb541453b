import type { InterfaceHarness } from "../suite/interface-harness.js";

/** @public */
export type ManagementHarness = InterfaceHarness<"management"> & {
  /** URL of a medium the BMC takes. Default: one at an address that is reserved for documentation. */
  readonly imageUrl?: string;
};
