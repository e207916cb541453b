import type { BootTarget } from "../machine/boot-seam.js";
import type { PowerRequest } from "../machine/machine.js";
import { badProperty, missingParameter, RedfishRefusal } from "./redfish-error.js";
import { type Body, collection, link, NO_CONTENT, type Resource, type ResourceContext } from "./resource.js";

const TARGETS: Readonly<Record<string, BootTarget>> = {
  Pxe: "pxe",
  Hdd: "disk",
  Cd: "cdrom",
  Usb: "usb",
  BiosSetup: "bios-setup",
  UefiHttp: "uefihttp",
};
const ENABLED = { Disabled: "disabled", Once: "once", Continuous: "continuous" } as const;
const MODES = { UEFI: "uefi", Legacy: "bios" } as const;
const POWER = { on: "On", off: "Off", "powering-on": "PoweringOn", "powering-off": "PoweringOff" } as const;
const INDICATORS = { Off: "off", Lit: "lit", Blinking: "blinking" } as const;
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

function keyOf<T>(table: Readonly<Record<string, T>>, value: T): string {
  return Object.keys(table).find((key) => table[key] === value) ?? "None";
}

function oneOf<T>(table: Readonly<Record<string, T>>, name: string, value: unknown): T {
  const found = typeof value === "string" && Object.hasOwn(table, value) ? table[value] : undefined;
  if (found === undefined) throw badProperty(name, value);
  return found;
}

/** `/redfish/v1/Systems` and what is below. */
export function systemResources(context: ResourceContext): ReadonlyMap<string, Resource> {
  const { machine, facts } = context;
  const systems = "/redfish/v1/Systems";
  const self = `${systems}/${facts.systemId}`;
  const nicPath = (index: number) => `${self}/EthernetInterfaces/NIC.${index + 1}`;
  const drivePath = (index: number) => `${self}/Storage/1/Drives/${index}`;
  const resources = new Map<string, Resource>();
  resources.set(systems, { get: () => collection(systems, "ComputerSystem", "Computer Systems", [self]) });
  resources.set(self, { get: () => system(context, self), patch: (body) => patchSystem(context, body) });
  resources.set(`${self}/Actions/ComputerSystem.Reset`, { post: (body) => reset(context, body) });
  resources.set(`${self}/EthernetInterfaces`, {
    get: () =>
      collection(
        `${self}/EthernetInterfaces`,
        "EthernetInterface",
        "NICs",
        machine.nics.map((_, index) => nicPath(index)),
      ),
  });
  for (const [index, nic] of machine.nics.entries()) {
    resources.set(nicPath(index), {
      get: () => ({
        "@odata.id": nicPath(index),
        "@odata.type": "#EthernetInterface.v1_8_0.EthernetInterface",
        Id: `NIC.${index + 1}`,
        Name: nic.name,
        MACAddress: nic.macAddress.toUpperCase(),
        PermanentMACAddress: nic.macAddress.toUpperCase(),
        SpeedMbps: nic.speedMbps,
        LinkStatus: nic.hasLink ? "LinkUp" : "LinkDown",
        InterfaceEnabled: true,
        Status: { State: "Enabled", Health: "OK" },
      }),
    });
  }
  resources.set(`${self}/Processors`, {
    get: () => collection(`${self}/Processors`, "Processor", "Processors", [`${self}/Processors/CPU.1`]),
  });
  resources.set(`${self}/Processors/CPU.1`, {
    get: () => ({
      "@odata.id": `${self}/Processors/CPU.1`,
      "@odata.type": "#Processor.v1_14_0.Processor",
      Id: "CPU.1",
      Name: "CPU 1",
      ProcessorType: "CPU",
      ProcessorArchitecture: machine.architecture === "x86_64" ? "x86" : "ARM",
      InstructionSet: machine.architecture === "x86_64" ? "x86-64" : "ARM-A64",
      Model: machine.cpu.model,
      MaxSpeedMHz: machine.cpu.frequencyMhz,
      TotalCores: machine.cpu.count,
      TotalThreads: machine.cpu.count,
      Status: { State: "Enabled", Health: "OK" },
    }),
  });
  resources.set(`${self}/Storage`, {
    get: () => collection(`${self}/Storage`, "Storage", "Storage", [`${self}/Storage/1`]),
  });
  resources.set(`${self}/Storage/1`, {
    get: () => ({
      "@odata.id": `${self}/Storage/1`,
      "@odata.type": "#Storage.v1_10_0.Storage",
      Id: "1",
      Name: "AHCI Controller",
      Drives: machine.disks.map((_, index) => link(drivePath(index))),
      Status: { State: "Enabled", Health: "OK" },
    }),
  });
  for (const [index, disk] of machine.disks.entries()) {
    resources.set(drivePath(index), {
      get: () => ({
        "@odata.id": drivePath(index),
        "@odata.type": "#Drive.v1_14_0.Drive",
        Id: String(index),
        Name: `Disk ${index}`,
        Model: disk.model,
        SerialNumber: disk.serial,
        MediaType: disk.isRotational ? "HDD" : "SSD",
        Protocol: "SATA",
        CapacityBytes: disk.sizeBytes,
        Status: { State: "Enabled", Health: "OK" },
      }),
    });
  }
  resources.set(`${self}/SecureBoot`, {
    get: () => ({
      "@odata.id": `${self}/SecureBoot`,
      "@odata.type": "#SecureBoot.v1_1_0.SecureBoot",
      Id: "SecureBoot",
      Name: "UEFI Secure Boot",
      SecureBootEnable: machine.secureBoot,
      SecureBootCurrentBoot: machine.secureBoot ? "Enabled" : "Disabled",
      SecureBootMode: "UserMode",
    }),
    patch: ({ SecureBootEnable }) => {
      if (typeof SecureBootEnable !== "boolean") throw badProperty("SecureBootEnable", SecureBootEnable);
      machine.secureBoot = SecureBootEnable;
    },
  });
  resources.set(`${self}/Bios`, {
    get: () => ({
      "@odata.id": `${self}/Bios`,
      "@odata.type": "#Bios.v1_1_0.Bios",
      Id: "Bios",
      Name: "BIOS Configuration",
      Attributes: machine.biosAttributes,
    }),
  });
  return resources;
}

function system({ machine, facts }: ResourceContext, self: string): Body {
  const { bootOverride } = machine;
  return {
    "@odata.id": self,
    "@odata.type": "#ComputerSystem.v1_16_0.ComputerSystem",
    Id: facts.systemId,
    Name: machine.name,
    UUID: machine.uuid,
    Manufacturer: machine.vendor.manufacturer,
    Model: machine.vendor.productName,
    SerialNumber: machine.vendor.serialNumber,
    SystemType: "Physical",
    PowerState: POWER[machine.power],
    IndicatorLED: keyOf(INDICATORS, machine.indicator),
    Status: { State: machine.power === "on" ? "Enabled" : "Disabled", Health: "OK", HealthRollup: "OK" },
    Boot: {
      BootSourceOverrideEnabled: keyOf(ENABLED, bootOverride.enabled),
      BootSourceOverrideTarget: bootOverride.target === null ? "None" : keyOf(TARGETS, bootOverride.target),
      "BootSourceOverrideTarget@Redfish.AllowableValues": facts.bootTargets,
      BootSourceOverrideMode: keyOf(MODES, machine.bootMode),
      "BootSourceOverrideMode@Redfish.AllowableValues": Object.keys(MODES),
    },
    MemorySummary: { TotalSystemMemoryGiB: machine.memoryMib / 1024, Status: { State: "Enabled", Health: "OK" } },
    ProcessorSummary: {
      Count: 1,
      CoreCount: machine.cpu.count,
      LogicalProcessorCount: machine.cpu.count,
      Model: machine.cpu.model,
      Status: { State: "Enabled", Health: "OK" },
    },
    Bios: link(`${self}/Bios`),
    EthernetInterfaces: link(`${self}/EthernetInterfaces`),
    Processors: link(`${self}/Processors`),
    SecureBoot: link(`${self}/SecureBoot`),
    Storage: link(`${self}/Storage`),
    ...(facts.mediaBelow === "system" ? { VirtualMedia: link(`${self}/VirtualMedia`) } : {}),
    Links: {
      Chassis: [link(`/redfish/v1/Chassis/${facts.chassisId}`)],
      ManagedBy: [link(`/redfish/v1/Managers/${facts.managerId}`)],
    },
    Actions: {
      "#ComputerSystem.Reset": {
        target: `${self}/Actions/ComputerSystem.Reset`,
        "ResetType@Redfish.AllowableValues": facts.resetTypes,
      },
    },
  };
}

function patchSystem({ machine, facts }: ResourceContext, body: Body): void {
  const known = ["Boot", "IndicatorLED"];
  const unknown = Object.keys(body).find((key) => !known.includes(key));
  if (unknown !== undefined)
    throw new RedfishRefusal(
      400,
      "PropertyUnknown",
      `The property ${unknown} is not in the list of valid properties.`,
      [unknown],
    );
  if (body["IndicatorLED"] !== undefined) machine.indicator = oneOf(INDICATORS, "IndicatorLED", body["IndicatorLED"]);
  const boot = body["Boot"] as Body | undefined;
  if (boot === undefined) return;
  const { BootSourceOverrideTarget: wantedTarget, BootSourceOverrideEnabled: wantedEnabled } = boot;
  if (wantedTarget !== undefined && !facts.bootTargets.includes(String(wantedTarget)))
    throw badProperty("BootSourceOverrideTarget", wantedTarget);
  const enabled = wantedEnabled === undefined ? undefined : oneOf(ENABLED, "BootSourceOverrideEnabled", wantedEnabled);
  if (boot["BootSourceOverrideMode"] !== undefined)
    machine.setBootMode(oneOf(MODES, "BootSourceOverrideMode", boot["BootSourceOverrideMode"]));
  if (wantedTarget === undefined && enabled === undefined) return;
  const now = machine.bootOverride;
  const target = wantedTarget === undefined ? now.target : (TARGETS[String(wantedTarget)] ?? null);
  const next = enabled ?? (target === null ? "disabled" : now.enabled === "disabled" ? "once" : now.enabled);
  machine.setBootOverride(next === "disabled" ? { enabled: "disabled", target: null } : { enabled: next, target });
}

function reset({ machine, facts }: ResourceContext, { ResetType }: Body) {
  if (ResetType === undefined) throw missingParameter("ComputerSystem.Reset", "ResetType");
  const type = String(ResetType);
  if (!facts.resetTypes.includes(type)) throw badProperty("ResetType", ResetType);
  const isOn = machine.power === "on" || machine.power === "powering-on";
  const needsOn = !["On", "ForceOn", "PushPowerButton"].includes(type);
  if (needsOn !== isOn && type !== "PushPowerButton")
    throw new RedfishRefusal(
      409,
      "ActionNotSupported",
      `The action ${type} is not possible: the host is powered ${isOn ? "on" : "off"} already.`,
      [type],
    );
  machine.request(RESETS[type] ?? (isOn ? "soft-off" : "on"));
  return NO_CONTENT;
}
