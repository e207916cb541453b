import { badParameter, badProperty, unknownProperty } from "./redfish-error.js";
import {
  type Body,
  collection,
  link,
  NO_CONTENT,
  OK_STATUS,
  type ResourceContext,
  type ResourceMap,
} from "./resource.js";

/** The BMC itself: its clock and its restart. */
export function addManager(resources: ResourceMap, context: ResourceContext): void {
  const { machine, facts, life, managerPath: self } = context;
  const clock = { skewMs: 0, offset: "+00:00" };
  resources.set("/redfish/v1/Managers", {
    get: () => collection("/redfish/v1/Managers", "Manager", "Managers", [self]),
  });
  resources.set(self, {
    get: () => ({
      "@odata.id": self,
      "@odata.type": "#Manager.v1_14_0.Manager",
      Id: facts.managerId,
      Name: "Manager",
      ManagerType: "BMC",
      FirmwareVersion: facts.managerFirmware,
      Model: facts.managerModel,
      PowerState: "On",
      DateTime: shownTime(Date.now() + clock.skewMs, clock.offset),
      DateTimeLocalOffset: clock.offset,
      ...(facts.mediaBelow === "manager" ? { VirtualMedia: link(`${self}/VirtualMedia`) } : {}),
      Links: { ManagerForServers: [link(context.systemPath)], ManagerForChassis: [link(context.chassisPath)] },
      Actions: {
        "#Manager.Reset": {
          target: `${self}/Actions/Manager.Reset`,
          "ResetType@Redfish.AllowableValues": facts.managerResetTypes,
        },
      },
      Status: OK_STATUS,
    }),
    patch: ({ DateTime, DateTimeLocalOffset, ...others }: Body) => {
      const [unknown] = Object.keys(others);
      if (unknown !== undefined) throw unknownProperty(unknown);
      const at = DateTime === undefined ? undefined : Date.parse(String(DateTime));
      if (at !== undefined && Number.isNaN(at)) throw badProperty("DateTime", DateTime);
      if (DateTimeLocalOffset !== undefined && !/^[+-]\d\d:\d\d$/.test(String(DateTimeLocalOffset)))
        throw badProperty("DateTimeLocalOffset", DateTimeLocalOffset);
      if (at !== undefined) clock.skewMs = at - Date.now();
      if (DateTimeLocalOffset !== undefined) clock.offset = String(DateTimeLocalOffset);
      machine.journal("bmc-clock", { offset: clock.offset });
      return undefined;
    },
  });
  resources.set(`${self}/Actions/Manager.Reset`, {
    post: ({ ResetType = facts.managerResetTypes[0] } = {}) => {
      if (!facts.managerResetTypes.includes(String(ResetType)))
        throw badParameter("Manager.Reset", "ResetType", ResetType);
      life.restart();
      return NO_CONTENT;
    },
  });
}

/** The local time with its offset, to the second. */
function shownTime(ms: number, offset: string): string {
  const [, sign, hours = "0", minutes = "0"] = /^([+-])(\d\d):(\d\d)$/.exec(offset) ?? [];
  const shiftMs = (sign === "-" ? -1 : 1) * (Number(hours) * 60 + Number(minutes)) * 60_000;
  return `${new Date(ms + shiftMs).toISOString().slice(0, 19)}${offset}`;
}
