import type { PowerRequest } from "../machine/machine.js";
import { patchBoot, shownBoot } from "./boot-settings.js";
import { badParameter, missingParameter, RedfishRefusal, unknownProperty } from "./redfish-error.js";
import {
  type Body,
  collection,
  INDICATORS,
  keyOf,
  link,
  NO_CONTENT,
  OK_STATUS,
  oneOf,
  type ResourceAnswer,
  type ResourceContext,
  type ResourceMap,
} from "./resource.js";
import { BIOS_VERSION } from "./root-resources.js";

const POWER = { on: "On", off: "Off", "powering-on": "PoweringOn", "powering-off": "PoweringOff" } as const;
/** For BMCs that know only two states. */
const PLAIN_POWER = { on: "On", off: "Off", "powering-on": "Off", "powering-off": "On" } as const;
const RESETS: Readonly<Record<string, PowerRequest>> = {
  On: "on",
  ForceOn: "on",
  ForceOff: "off",
  GracefulShutdown: "soft-off",
  GracefulRestart: "soft-reset",
  ForceRestart: "reset",
  PowerCycle: "cycle",
  Nmi: "nmi",
};
const SYSTEMS = "/redfish/v1/Systems";

/** The computer: power, boot settings, summary. */
export function addSystem(resources: ResourceMap, context: ResourceContext): void {
  const { habits, systemPath: self } = context;
  resources.set(SYSTEMS, { get: () => collection(SYSTEMS, "ComputerSystem", "Computer Systems", [self]) });
  resources.set(self, {
    get: () => system(context),
    patch: (body) => patchSystem(context, body, "system"),
  });
  resources.set(`${self}/Actions/ComputerSystem.Reset`, { post: (body) => reset(context, body ?? {}) });
  if (!habits.hasBootSettingsObject) return;
  resources.set(`${self}/Settings`, {
    get: () => ({
      "@odata.id": `${self}/Settings`,
      "@odata.type": "#ComputerSystem.v1_16_0.ComputerSystem",
      Id: "Settings",
      Name: "Pending settings",
      Boot: shownBoot(context),
    }),
    patch: (body) => patchSystem(context, body, "settings"),
  });
}

function system(context: ResourceContext): Body {
  const { machine, facts, habits, systemPath: self } = context;
  return {
    "@odata.id": self,
    "@odata.type": "#ComputerSystem.v1_16_0.ComputerSystem",
    Id: facts.systemId,
    Name: "System",
    HostName: machine.name,
    UUID: machine.uuid,
    Manufacturer: machine.vendor.manufacturer,
    Model: machine.vendor.productName,
    SerialNumber: machine.vendor.serialNumber,
    BiosVersion: BIOS_VERSION,
    SystemType: "Physical",
    PowerState: (habits.showsPowerTransitions ? POWER : PLAIN_POWER)[machine.power],
    IndicatorLED: keyOf(INDICATORS, machine.indicator("system")),
    Status: { State: machine.power === "on" ? "Enabled" : "Disabled", Health: "OK", HealthRollup: "OK" },
    Boot: shownBoot(context),
    ...(habits.hasBootSettingsObject
      ? {
          "@Redfish.Settings": {
            "@odata.type": "#Settings.v1_3_3.Settings",
            SettingsObject: link(`${self}/Settings`),
          },
        }
      : {}),
    MemorySummary: { TotalSystemMemoryGiB: machine.memoryMib / 1024, Status: OK_STATUS },
    ProcessorSummary: {
      Count: 1,
      CoreCount: machine.cpu.count,
      LogicalProcessorCount: machine.cpu.count,
      Model: machine.cpu.model,
      Status: OK_STATUS,
    },
    Bios: link(`${self}/${facts.bios}`),
    EthernetInterfaces: link(`${self}/EthernetInterfaces`),
    Processors: link(`${self}/Processors`),
    SecureBoot: link(`${self}/SecureBoot`),
    Storage: link(`${self}/Storage`),
    ...(facts.mediaBelow === "system" ? { VirtualMedia: link(`${self}/VirtualMedia`) } : {}),
    ...(facts.vendor === "HPE" ? { Oem: { Hpe: { PostState: postState(context) } } } : {}),
    Links: { Chassis: [link(context.chassisPath)], ManagedBy: [link(context.managerPath)] },
    Actions: {
      "#ComputerSystem.Reset": {
        target: `${self}/Actions/ComputerSystem.Reset`,
        "ResetType@Redfish.AllowableValues": facts.resetTypes,
      },
    },
  };
}

/** Source: HPE iLO 5 REST API, HpeComputerSystemExt.PostState. */
function postState({ machine }: ResourceContext): string {
  if (machine.power !== "on") return "PowerOff";
  return machine.isStarting ? "InPost" : "FinishedPost";
}

function patchSystem(context: ResourceContext, body: Body, place: "system" | "settings"): undefined {
  const { Boot, IndicatorLED, ...others } = body;
  const [unknown] = Object.keys(place === "system" || IndicatorLED === undefined ? others : { IndicatorLED });
  if (unknown !== undefined) throw unknownProperty(unknown);
  const indicator = IndicatorLED === undefined ? undefined : oneOf(INDICATORS, "IndicatorLED", IndicatorLED);
  const changeBoot = Boot === undefined ? undefined : patchBoot(context, Boot, place);
  if (indicator !== undefined) context.machine.setIndicator("system", indicator);
  changeBoot?.();
  return undefined;
}

function reset(context: ResourceContext, { ResetType }: Body): ResourceAnswer {
  const { machine, facts, habits } = context;
  if (ResetType === undefined) throw missingParameter("ComputerSystem.Reset", "ResetType");
  const type = String(ResetType);
  if (!facts.resetTypes.includes(type)) throw badParameter("ComputerSystem.Reset", "ResetType", ResetType);
  const isOn = machine.power === "on" || machine.power === "powering-on";
  if (type === "PushPowerButton") {
    machine.request(isOn ? "soft-off" : "on");
    return NO_CONTENT;
  }
  const wantsOn = type === "On" || type === "ForceOn";
  if (wantsOn === isOn && habits.resetWhenThere === "refused") throw alreadyThere(context, type, isOn);
  if (wantsOn && !isOn && performance.now() - machine.offSince < habits.powerOnConflictMs)
    throw new RedfishRefusal(
      409,
      "ActionParameterValueConflict",
      `The parameter ResetType with the requested value of ${type} does not meet the constraints of the implementation.`,
      ["ResetType", type],
    );
  machine.request(RESETS[type] as PowerRequest);
  return NO_CONTENT;
}

function alreadyThere({ facts }: ResourceContext, type: string, isOn: boolean): RedfishRefusal {
  const now = isOn ? "ON" : "OFF";
  if (facts.vendor === "Dell")
    return new RedfishRefusal(
      409,
      "IDRAC.2.8.PSU501",
      `Unable to complete the operation because the server is already powered ${now}.`,
      [now],
    );
  if (facts.vendor === "HPE")
    return new RedfishRefusal(
      400,
      "iLO.2.14.InvalidOperationForSystemState",
      "The operation was not successful due to the current power state (for example, attempting to turn the power off when it is already off).",
    );
  return new RedfishRefusal(
    409,
    "ActionNotSupported",
    `The action ${type} is not supported: the host is powered ${now.toLowerCase()}.`,
    [type],
  );
}
