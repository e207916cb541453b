import type { MachineDisk, MachineNic } from "../machine/boot-seam.js";
import { unknownProperty } from "./redfish-error.js";
import {
  type Body,
  collection,
  INDICATORS,
  keyOf,
  link,
  OK_STATUS,
  oneOf,
  type ResourceContext,
  type ResourceMap,
} from "./resource.js";

/** What inspection reads of a system: NICs, processors, storage with its drives. RAID is not modelled, so no volumes are shown. */
export function addInventory(resources: ResourceMap, context: ResourceContext): void {
  addNics(resources, context);
  addProcessors(resources, context);
  addStorage(resources, context);
}

function addNics(resources: ResourceMap, { machine, facts, systemPath }: ResourceContext): void {
  const folder = `${systemPath}/EthernetInterfaces`;
  const paths = machine.nics.map((_, index) => `${folder}/${facts.nicId(index)}`);
  resources.set(folder, { get: () => collection(folder, "EthernetInterface", "Ethernet Interfaces", paths) });
  for (const [index, nic] of machine.nics.entries()) {
    const self = paths[index] as string;
    const mac = facts.vendor === "HPE" ? nic.macAddress : nic.macAddress.toUpperCase();
    resources.set(self, { get: () => shownNic(nic, self, facts.nicId(index), mac) });
  }
}

function shownNic(nic: MachineNic, self: string, id: string, mac: string): Body {
  return {
    "@odata.id": self,
    "@odata.type": "#EthernetInterface.v1_8_0.EthernetInterface",
    Id: id,
    Name: nic.name,
    MACAddress: mac,
    PermanentMACAddress: mac,
    SpeedMbps: nic.hasLink ? nic.speedMbps : null,
    LinkStatus: nic.hasLink ? "LinkUp" : "LinkDown",
    InterfaceEnabled: true,
    Status: OK_STATUS,
  };
}

function addProcessors(resources: ResourceMap, { machine, facts, systemPath }: ResourceContext): void {
  const folder = `${systemPath}/Processors`;
  const self = `${folder}/${facts.processorId}`;
  const isX86 = machine.architecture === "x86_64";
  resources.set(folder, { get: () => collection(folder, "Processor", "Processors", [self]) });
  resources.set(self, {
    get: () => ({
      "@odata.id": self,
      "@odata.type": "#Processor.v1_14_0.Processor",
      Id: facts.processorId,
      Name: "CPU 1",
      ProcessorType: "CPU",
      ProcessorArchitecture: isX86 ? "x86" : "ARM",
      InstructionSet: isX86 ? "x86-64" : "ARM-A64",
      Model: machine.cpu.model,
      MaxSpeedMHz: machine.cpu.frequencyMhz,
      TotalCores: machine.cpu.count,
      TotalThreads: machine.cpu.count,
      Status: OK_STATUS,
    }),
  });
}

function addStorage(resources: ResourceMap, { machine, facts, systemPath }: ResourceContext): void {
  const folder = `${systemPath}/Storage`;
  const self = `${folder}/${facts.storageId}`;
  const drives = machine.disks.map((_, index) => `${self}/Drives/${facts.driveId(index)}`);
  const controller = { Name: "AHCI Controller", Manufacturer: "Steelyard", Model: "Simulated AHCI" };
  resources.set(folder, { get: () => collection(folder, "Storage", "Storage", [self]) });
  resources.set(self, {
    get: () => ({
      "@odata.id": self,
      "@odata.type": "#Storage.v1_10_0.Storage",
      Id: facts.storageId,
      Name: controller.Name,
      Drives: drives.map(link),
      "Drives@odata.count": drives.length,
      StorageControllers: [
        {
          "@odata.id": `${self}#/StorageControllers/0`,
          MemberId: "0",
          ...controller,
          SpeedGbps: 6,
          SupportedControllerProtocols: ["PCIe"],
          SupportedDeviceProtocols: ["SATA"],
          Status: OK_STATUS,
        },
      ],
      Status: OK_STATUS,
    }),
  });
  for (const [index, disk] of machine.disks.entries()) {
    const part = `disk${index}`;
    const path = drives[index] as string;
    resources.set(path, {
      get: () => ({
        ...shownDrive(disk, path, facts.driveId(index), index),
        IndicatorLED: keyOf(INDICATORS, machine.indicator(part)),
      }),
      patch: ({ IndicatorLED, ...others }) => {
        const [unknown] = Object.keys(others);
        if (unknown !== undefined) throw unknownProperty(unknown);
        if (IndicatorLED !== undefined) machine.setIndicator(part, oneOf(INDICATORS, "IndicatorLED", IndicatorLED));
        return undefined;
      },
    });
  }
}

function shownDrive(disk: MachineDisk, self: string, id: string, index: number): Body {
  return {
    "@odata.id": self,
    "@odata.type": "#Drive.v1_14_0.Drive",
    Id: id,
    Name: `Disk ${index}`,
    Manufacturer: "Steelyard",
    Model: disk.model,
    SerialNumber: disk.serial,
    Revision: "1.0",
    MediaType: disk.isRotational ? "HDD" : "SSD",
    Protocol: "SATA",
    CapacityBytes: disk.sizeBytes,
    Identifiers: [{ DurableName: disk.wwn.slice(2).toUpperCase(), DurableNameFormat: "NAA" }],
    Status: OK_STATUS,
  };
}
