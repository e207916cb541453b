import type { InsertedMedium } from "../machine/virtual-drives.js";
import type { FlavourFacts } from "./flavours.js";
import { badProperty, missingParameter, RedfishRefusal, unknownParameter, unknownProperty } from "./redfish-error.js";
import {
  type Body,
  collection,
  NO_CONTENT,
  type ResourceAnswer,
  type ResourceContext,
  type ResourceMap,
} from "./resource.js";

type Slot = FlavourFacts["mediaSlots"][number];

const INSERT = "VirtualMedia.InsertMedia";
const INSERT_PARAMETERS = [
  "Image",
  "Inserted",
  "WriteProtected",
  "UserName",
  "Password",
  "TransferProtocolType",
  "TransferMethod",
];
const PROTOCOLS = ["HTTP", "HTTPS"];
const METHODS = ["Stream", "Upload"];

/** The virtual drives, with their actions or to be written, as the BMC's habits are. */
export function addMedia(resources: ResourceMap, context: ResourceContext): void {
  const { facts, habits, systemPath, managerPath } = context;
  const folder = `${facts.mediaBelow === "system" ? systemPath : managerPath}/VirtualMedia`;
  const paths = facts.mediaSlots.map(({ id }) => `${folder}/${id}`);
  resources.set(folder, { get: () => collection(folder, "VirtualMedia", "Virtual Media", paths) });
  for (const slot of facts.mediaSlots) {
    const self = `${folder}/${slot.id}`;
    if (habits.mediaBy === "patch") {
      resources.set(self, {
        get: () => shownSlot(context, slot, self),
        patch: (body) => patchSlot(context, slot, body),
      });
      continue;
    }
    resources.set(self, { get: () => shownSlot(context, slot, self) });
    resources.set(`${self}/Actions/${INSERT}`, { post: (body) => insert(context, slot, body ?? {}) });
    resources.set(`${self}/Actions/VirtualMedia.EjectMedia`, { post: (body) => eject(context, slot, body) });
  }
}

function shownSlot({ machine, facts, habits }: ResourceContext, { id, types }: Slot, self: string): Body {
  const inserted = machine.drives.inSlot(id);
  return {
    "@odata.id": self,
    "@odata.type": "#VirtualMedia.v1_5_0.VirtualMedia",
    Id: id,
    Name: `Virtual ${types[0]}`,
    MediaTypes: types,
    Inserted: inserted !== undefined,
    Image: inserted?.url ?? facts.noImage,
    ImageName: inserted === undefined ? null : new URL(inserted.url).pathname.replace(/^.*\//, ""),
    ConnectedVia: inserted === undefined ? "NotConnected" : "URI",
    WriteProtected: true,
    ...(habits.mediaBy === "patch"
      ? {}
      : {
          Actions: {
            [`#${INSERT}`]: { target: `${self}/Actions/${INSERT}` },
            "#VirtualMedia.EjectMedia": { target: `${self}/Actions/VirtualMedia.EjectMedia` },
          },
        }),
  };
}

function insert(context: ResourceContext, slot: Slot, body: Body): ResourceAnswer {
  const { machine, habits, tasks } = context;
  for (const name of Object.keys(body))
    if (!INSERT_PARAMETERS.includes(name) || habits.insertRefuses.includes(name)) throw unknownParameter(INSERT, name);
  for (const name of ["Image", ...habits.insertRequires])
    if (body[name] === undefined || body[name] === "") throw missingParameter(INSERT, name);
  const medium = mediumOf(slot, body);
  if (machine.drives.inSlot(slot.id) !== undefined)
    throw new RedfishRefusal(
      409,
      "ResourceInUse",
      "The change to the requested resource failed because the resource is in use or in transition.",
    );
  if (habits.insertTaskMs === 0) {
    machine.drives.insert(slot.id, medium);
    return NO_CONTENT;
  }
  const task = tasks.start("Insert virtual media", "Running");
  tasks.later(habits.insertTaskMs, () => {
    machine.drives.insert(slot.id, medium);
    task.end({ isGood: true, answer: NO_CONTENT });
  });
  return task.accepted;
}

/** What a slot is given. A slot of several types shows images as what their name says. */
function mediumOf({ types }: Slot, { Image, TransferProtocolType, TransferMethod }: Body): InsertedMedium {
  const url = URL.parse(String(Image));
  if (url === null || !/^https?:$/.test(url.protocol))
    throw new RedfishRefusal(
      400,
      "ActionParameterValueFormatError",
      `The value for the parameter Image in the action ${INSERT} is of a different format than the parameter can accept.`,
      ["Image", INSERT],
    );
  if (TransferProtocolType !== undefined && !PROTOCOLS.includes(String(TransferProtocolType)))
    throw badProperty("TransferProtocolType", TransferProtocolType);
  if (TransferMethod !== undefined && !METHODS.includes(String(TransferMethod)))
    throw badProperty("TransferMethod", TransferMethod);
  const takesCd = types.includes("CD") || types.includes("DVD");
  const takesUsb = types.includes("USBStick") || types.includes("Floppy");
  const isUsb = takesUsb && (!takesCd || /\.(img|ima|bin)$/i.test(url.pathname));
  return { url: url.href, drive: isUsb ? "usb" : "cd" };
}

function eject({ machine, habits }: ResourceContext, { id }: Slot, body: Body | undefined): ResourceAnswer {
  if (habits.ejectBody === "required" && body === undefined)
    throw new RedfishRefusal(400, "MalformedJSON", "The request body submitted was malformed JSON.");
  if (habits.ejectBody === "refused" && body !== undefined)
    throw new RedfishRefusal(400, "UnrecognizedRequestBody", "The service detected a malformed request body.");
  if (machine.drives.inSlot(id) === undefined)
    throw new RedfishRefusal(400, "ActionNotSupported", "There is no medium in the virtual drive.");
  machine.drives.eject(id);
  return NO_CONTENT;
}

function patchSlot({ machine }: ResourceContext, slot: Slot, body: Body): undefined {
  const { Image, Inserted } = body;
  for (const name of Object.keys(body)) if (!INSERT_PARAMETERS.includes(name)) throw unknownProperty(name);
  if (Image === undefined && Inserted !== false) throw badProperty("Inserted", Inserted);
  const isEject = Image === null || Image === "" || Inserted === false;
  if (isEject) {
    machine.drives.eject(slot.id);
    return undefined;
  }
  const medium = mediumOf(slot, body);
  machine.drives.eject(slot.id);
  machine.drives.insert(slot.id, medium);
  return undefined;
}
