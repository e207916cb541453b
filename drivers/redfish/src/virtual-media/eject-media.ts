import { isRedfishError } from "@steelyard/redfish-client";
import type { Bmc } from "../access/bmc.js";
import { hasAction, type MediaSlot, readSlot, slotCollections, takes } from "./media-slot.js";
import { patiently } from "./patiently.js";

const EJECT = "#VirtualMedia.EjectMedia";

/**
 * Empties all drives of the machine that take one of `mediaTypes`; undefined: all drives.
 *
 * @param options - `onFailure`: told of a drive that stays full, which is then left; without it such a drive ends the call
 * @returns how many drives were found that take the types
 */
export async function ejectMedia(
  bmc: Bmc,
  mediaTypes: readonly string[] | undefined,
  options: { readonly onFailure?: (slot: MediaSlot, error: Error) => void } = {},
): Promise<number> {
  const { ofSystem, ofManagers } = await slotCollections(bmc);
  let found = 0;
  for (const collection of new Set([ofSystem, ...ofManagers])) {
    for (const slot of (await bmc.membersOrFail(collection)).map(readSlot)) {
      if (mediaTypes !== undefined && !takes(slot, mediaTypes)) continue;
      found += 1;
      if (!slot.isInserted) continue;
      try {
        await ejectSlot(bmc, slot);
      } catch (error) {
        if (options.onFailure === undefined || !isRedfishError(error) || error.status === undefined) throw error;
        options.onFailure(slot, error);
      }
    }
  }
  return found;
}

/** Empties a drive; one that turns out to be empty is a success. */
async function ejectSlot(bmc: Bmc, slot: MediaSlot): Promise<void> {
  const { resource } = slot;
  try {
    await patiently(bmc, async () => {
      if (hasAction(slot, EJECT)) await callEject(bmc, slot);
      else await bmc.finished(await bmc.patch(resource.uri, { Image: null, Inserted: false }));
    });
  } catch (error) {
    if (!isRedfishError(error) || (error.status === undefined && !error.mayHaveTakenEffect)) throw error;
    const now = readSlot(await bmc.get(resource.uri));
    if (now.isInserted) throw error;
  }
}

/** HPE wants an empty object as the body, others refuse one. Source: reference/redfish.md §4. */
async function callEject(bmc: Bmc, slot: MediaSlot): Promise<void> {
  const { target } = await bmc.action(slot.resource, EJECT);
  try {
    await bmc.finished(await bmc.post(target, undefined, { isRepeatable: true }));
  } catch (error) {
    const isRefused = isRedfishError(error) && [400, 411, 415, 422].includes(error.status ?? 0);
    if (!isRefused) throw error;
    await bmc.finished(await bmc.post(target, {}, { isRepeatable: true }));
  }
}
