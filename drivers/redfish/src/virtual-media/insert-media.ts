import { DriverError, type JsonObject } from "@steelyard/interfaces";
import { hasMessageKey, isRedfishError, type RedfishError } from "@steelyard/redfish-client";
import type { Bmc } from "../access/bmc.js";
import { hasAction, type MediaSlot, readSlot } from "./media-slot.js";
import { patiently } from "./patiently.js";

const INSERT = "#VirtualMedia.InsertMedia";

/**
 * What is added to an InsertMedia that was refused, in this order, or at once where the answer names it.
 * Source: reference/redfish.md §4, step 5.
 */
const ADDITIONS: readonly { readonly because: string; readonly properties: (imageUrl: string) => JsonObject }[] = [
  {
    because: "Services that do not derive the protocol from the URL.",
    properties: (imageUrl) => ({ TransferProtocolType: new URL(imageUrl).protocol.slice(0, -1).toUpperCase() }),
  },
  { because: "Services that can also upload and want to be told.", properties: () => ({ TransferMethod: "Stream" }) },
  {
    because: "NVIDIA DGX wants credentials although the image needs none.",
    properties: () => ({ UserName: "none", Password: "none" }),
  },
];

/** Statuses that mean: not in this drive. Some drives only serve the BMC's own remote console. */
const NOT_HERE: ReadonlySet<number> = new Set([400, 403, 404, 405, 409, 415, 422, 501]);

/**
 * Inserts an image into the first of `slots` that takes it. They are expected to be empty.
 *
 * @remarks Source: reference/redfish.md §4; DSP0268, VirtualMedia, action InsertMedia.
 * @throws DriverError `NOT_SUPPORTED` without a slot; the failure of the first slot where none takes the image
 */
export async function insertMedia(bmc: Bmc, slots: readonly MediaSlot[], imageUrl: string): Promise<MediaSlot> {
  // Drives with the action come first: where a service has it, the others are no drives for remote images.
  const ordered = [
    ...slots.filter((slot) => hasAction(slot, INSERT)),
    ...slots.filter((slot) => !hasAction(slot, INSERT)),
  ];
  let first: RedfishError | undefined;
  for (const slot of ordered) {
    try {
      await patiently(bmc, () => insertInto(bmc, slot, imageUrl));
      return slot;
    } catch (error) {
      if (!isRedfishError(error) || (error.status !== undefined && error.status < 400)) throw error;
      const isNextTried = error.status !== undefined && (NOT_HERE.has(error.status) || error.status >= 500);
      if (!isNextTried || hasMessageKey(error, "OemLicenseNotPassed")) throw error;
      first ??= error;
      bmc.task.log.info("a virtual drive does not take the image", {
        node: bmc.task.nodeId,
        path: slot.resource.uri,
        reason: error.message,
      });
    }
  }
  if (first !== undefined) throw first;
  throw new DriverError("NOT_SUPPORTED", { reason: "The machine has no virtual drive for this kind of medium." });
}

async function insertInto(bmc: Bmc, slot: MediaSlot, imageUrl: string): Promise<void> {
  try {
    if (hasAction(slot, INSERT)) await callInsert(bmc, slot, imageUrl);
    else await patchInsert(bmc, slot, imageUrl);
  } catch (error) {
    if (!isRedfishError(error) || !(error.mayHaveTakenEffect || error.code === "BAD_ANSWER")) throw error;
    // What became of the request is seen in the drive.
    const now = readSlot(await bmc.get(slot.resource.uri));
    if (!now.isInserted || now.image !== imageUrl) throw error;
  }
}

/** `Inserted` and `WriteProtected` are true without being sent; Supermicro X11 refuses them in the action. */
async function callInsert(bmc: Bmc, slot: MediaSlot, imageUrl: string): Promise<void> {
  const { target } = await bmc.action(slot.resource, INSERT);
  const left = ADDITIONS.map(({ properties }) => properties(imageUrl));
  let body: JsonObject = { Image: imageUrl };
  let refusal: RedfishError | undefined;
  for (;;) {
    try {
      await bmc.finished(await bmc.post(target, body));
      return;
    } catch (error) {
      const isRefused = isRedfishError(error) && (error.status === 400 || error.status === 422);
      if (!isRefused) throw error;
      refusal ??= error;
      const addition = takeAddition(left, error);
      if (addition === undefined) throw refusal;
      body = { ...body, ...addition };
    }
  }
}

/** The addition that the answer names as missing, else the next one. */
function takeAddition(left: JsonObject[], error: RedfishError): JsonObject | undefined {
  const named = error.messages.flatMap(({ args, relatedProperties }) => [...args, ...relatedProperties]);
  const index = left.findIndex((properties) =>
    Object.keys(properties).some((name) => named.some((each) => each.replace(/^#?\//, "") === name)),
  );
  return left.splice(Math.max(index, 0), 1)[0];
}

/** Services without the action take the image as an attribute (Lenovo). */
async function patchInsert(bmc: Bmc, slot: MediaSlot, imageUrl: string): Promise<void> {
  const answer = await bmc.patch(slot.resource.uri, { Image: imageUrl, Inserted: true, WriteProtected: true });
  await bmc.finished(answer);
}
