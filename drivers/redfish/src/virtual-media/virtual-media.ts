import { DriverError, type JsonObject, type VirtualMediaType } from "@steelyard/interfaces";
import type { Bmc } from "../access/bmc.js";
import { ejectMedia } from "./eject-media.js";
import { insertMedia } from "./insert-media.js";
import { listSlots, MEDIA_TYPES_OF, type MediaSlot, takes } from "./media-slot.js";

/** The drives of a machine, as Ironic shows them. Source: Ironic `ironic.drivers.modules.redfish.boot.get_vmedia`. */
export async function describeMedia(bmc: Bmc): Promise<readonly JsonObject[]> {
  const slots = await listSlots(bmc);
  if (slots.length === 0) throw withoutDrives();
  return slots.map(({ mediaTypes, isInserted, image }) => ({ media_types: mediaTypes, inserted: isInserted, image }));
}

/**
 * Inserts an image into the first drive for `type`; media that are in such drives are ejected first. Called again it leads to
 * the same state.
 *
 * @throws DriverError `NOT_SUPPORTED` without such a drive
 */
export async function attachMedia(bmc: Bmc, type: VirtualMediaType, imageUrl: string): Promise<void> {
  const wanted = MEDIA_TYPES_OF[type];
  if (!URL.canParse(imageUrl) || !/^https?:$/.test(new URL(imageUrl).protocol))
    throw new DriverError("INVALID_PARAMETER", { reason: "The image of a virtual medium has no http or https URL." });
  // A medium that cannot be ejected is somebody else's (a remote console's); another drive may be free.
  await ejectMedia(bmc, wanted, {
    onFailure: (slot: MediaSlot, error: Error) =>
      bmc.task.log.info("a virtual drive could not be emptied", {
        node: bmc.task.nodeId,
        path: slot.resource.uri,
        reason: error.message,
      }),
  });
  const usable = (await listSlots(bmc)).filter((slot) => takes(slot, wanted));
  // BMCs show a medium for some moments after it was ejected, so drives that seem full are tried last, not left out.
  const ordered = [...usable.filter(({ isInserted }) => !isInserted), ...usable.filter(({ isInserted }) => isInserted)];
  await insertMedia(bmc, ordered, imageUrl);
}

/** Ejects the media of these types, or all. @throws DriverError `NOT_SUPPORTED` without any drive */
export async function detachMedia(bmc: Bmc, types: readonly VirtualMediaType[] | undefined): Promise<void> {
  const found = await ejectMedia(
    bmc,
    types?.flatMap((type) => MEDIA_TYPES_OF[type]),
  );
  if (found === 0 && types === undefined) throw withoutDrives();
}

function withoutDrives(): DriverError {
  return new DriverError("NOT_SUPPORTED", { reason: "The machine has no virtual media." });
}
