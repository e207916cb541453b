import type { VirtualMediaType } from "@steelyard/interfaces";
import {
  linkOf,
  optionalBoolean,
  optionalObject,
  optionalString,
  type RedfishResource,
  stringsIn,
} from "@steelyard/redfish-client";
import type { Bmc } from "../access/bmc.js";

/** `MediaTypes` of a slot that takes a kind of medium. A slot for DVDs alone takes CDs too (Cisco UCS). */
export const MEDIA_TYPES_OF: Readonly<Record<VirtualMediaType, readonly string[]>> = {
  cdrom: ["CD", "DVD"],
  floppy: ["Floppy"],
  disk: ["USBStick"],
};

/** One virtual drive, as read. */
export interface MediaSlot {
  readonly resource: RedfishResource;
  readonly mediaTypes: readonly string[];
  readonly isInserted: boolean;
  readonly image: string | null;
}

export function readSlot(resource: RedfishResource): MediaSlot {
  const image = optionalString(resource, "Image") ?? "";
  return {
    resource,
    mediaTypes: stringsIn(resource, "MediaTypes") ?? [],
    isInserted: optionalBoolean(resource, "Inserted") ?? image !== "",
    image: image === "" ? null : image,
  };
}

/** Whether a slot takes one of these media types; one that lists none is taken for a CD drive. */
export function takes(slot: MediaSlot, mediaTypes: readonly string[]): boolean {
  const own = slot.mediaTypes.length === 0 ? MEDIA_TYPES_OF.cdrom : slot.mediaTypes;
  return own.some((type) => mediaTypes.includes(type));
}

export function hasAction(slot: MediaSlot, name: string): boolean {
  return optionalObject(slot.resource, "Actions", name) !== undefined;
}

/** The collections of slots that a machine has: its system's, then its managers'. */
export async function slotCollections(bmc: Bmc): Promise<{ ofSystem: string | undefined; ofManagers: string[] }> {
  const system = await bmc.system();
  const managers = await bmc.managers(system);
  return {
    ofSystem: linkOf(system, "VirtualMedia"),
    ofManagers: managers.flatMap((manager) => linkOf(manager, "VirtualMedia") ?? []),
  };
}

/** The slots that media are inserted into: the system's where it has any, else its managers'. */
export async function listSlots(bmc: Bmc): Promise<readonly MediaSlot[]> {
  const { ofSystem, ofManagers } = await slotCollections(bmc);
  for (const collections of [[ofSystem], ofManagers]) {
    const slots: MediaSlot[] = [];
    for (const collection of collections) slots.push(...(await bmc.membersOrFail(collection)).map(readSlot));
    if (slots.length > 0) return slots;
  }
  return [];
}
