import { isRedfishError } from "@steelyard/redfish-client";
import type { Bmc } from "../access/bmc.js";

const ATTEMPTS = 3;
const PAUSE_MS = 3_000;

/**
 * Repeats work on a slot while the BMC fails: a drive that has just been emptied takes some seconds on iDRAC.
 * Source: reference/redfish.md §4, "5xx".
 */
export async function patiently(bmc: Bmc, work: () => Promise<void>): Promise<void> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await work();
    } catch (error) {
      const isTransient = isRedfishError(error) && (error.status ?? 0) >= 500 && error.status !== 501;
      if (!isTransient || attempt >= ATTEMPTS) throw error;
      await bmc.pause(PAUSE_MS);
    }
  }
}
