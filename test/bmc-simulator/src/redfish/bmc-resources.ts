import { sensorsOf } from "../machine/sensors.js";
import { missingParameter, RedfishRefusal } from "./redfish-error.js";
import { type Body, collection, link, NO_CONTENT, type Resource, type ResourceContext } from "./resource.js";

/** Root, chassis, managers and virtual media. */
export function bmcResources(context: ResourceContext): ReadonlyMap<string, Resource> {
  const { machine, facts } = context;
  const chassis = `/redfish/v1/Chassis/${facts.chassisId}`;
  const manager = `/redfish/v1/Managers/${facts.managerId}`;
  const system = `/redfish/v1/Systems/${facts.systemId}`;
  const media = `${facts.mediaBelow === "system" ? system : manager}/VirtualMedia`;
  const resources = new Map<string, Resource>();
  resources.set("/redfish", { isPublic: true, get: () => ({ v1: "/redfish/v1/" }) });
  resources.set("/redfish/v1", { isPublic: true, get: () => root(context) });
  resources.set("/redfish/v1/Chassis", {
    get: () => collection("/redfish/v1/Chassis", "Chassis", "Chassis", [chassis]),
  });
  resources.set(chassis, {
    get: () => ({
      "@odata.id": chassis,
      "@odata.type": "#Chassis.v1_20_0.Chassis",
      Id: facts.chassisId,
      Name: "Chassis",
      ChassisType: "RackMount",
      Manufacturer: machine.vendor.manufacturer,
      Model: machine.vendor.productName,
      SerialNumber: machine.vendor.serialNumber,
      PowerState: machine.power === "on" ? "On" : "Off",
      Thermal: link(`${chassis}/Thermal`),
      Power: link(`${chassis}/Power`),
      Links: { ComputerSystems: [link(system)], ManagedBy: [link(manager)] },
      Status: { State: "Enabled", Health: "OK" },
    }),
  });
  resources.set(`${chassis}/Thermal`, { get: () => thermal(context, `${chassis}/Thermal`) });
  resources.set(`${chassis}/Power`, { get: () => power(context, `${chassis}/Power`) });
  resources.set("/redfish/v1/Managers", {
    get: () => collection("/redfish/v1/Managers", "Manager", "Managers", [manager]),
  });
  resources.set(manager, {
    get: () => ({
      "@odata.id": manager,
      "@odata.type": "#Manager.v1_14_0.Manager",
      Id: facts.managerId,
      Name: "Manager",
      ManagerType: "BMC",
      FirmwareVersion: "7.00.00",
      Model: facts.product,
      DateTime: new Date().toISOString(),
      DateTimeLocalOffset: "+00:00",
      ...(facts.mediaBelow === "manager" ? { VirtualMedia: link(media) } : {}),
      Links: { ManagerForServers: [link(system)], ManagerForChassis: [link(chassis)] },
      Actions: {
        "#Manager.Reset": {
          target: `${manager}/Actions/Manager.Reset`,
          "ResetType@Redfish.AllowableValues": ["GracefulRestart", "ForceRestart"],
        },
      },
      Status: { State: "Enabled", Health: "OK" },
    }),
  });
  resources.set(`${manager}/Actions/Manager.Reset`, {
    post: () => {
      context.resetBmc();
      return NO_CONTENT;
    },
  });
  addMedia(resources, context, media);
  return resources;
}

function root({ machine, facts }: ResourceContext): Body {
  return {
    "@odata.id": "/redfish/v1/",
    "@odata.type": "#ServiceRoot.v1_12_0.ServiceRoot",
    Id: "RootService",
    Name: "Root Service",
    RedfishVersion: facts.redfishVersion,
    UUID: machine.uuid,
    Vendor: facts.vendor,
    Product: facts.product,
    Systems: link("/redfish/v1/Systems"),
    Chassis: link("/redfish/v1/Chassis"),
    Managers: link("/redfish/v1/Managers"),
    SessionService: link("/redfish/v1/SessionService"),
    Links: { Sessions: link("/redfish/v1/SessionService/Sessions") },
  };
}

function thermal({ machine }: ResourceContext, self: string): Body {
  const sensors = sensorsOf(machine);
  const common = (sensor: (typeof sensors)[number]) => ({
    MemberId: String(sensor.number),
    Name: sensor.name,
    UpperThresholdCritical: sensor.upperCritical,
    Status: { State: sensor.reading === null ? "UnavailableOffline" : "Enabled", Health: "OK" },
  });
  return {
    "@odata.id": self,
    "@odata.type": "#Thermal.v1_7_0.Thermal",
    Id: "Thermal",
    Name: "Thermal",
    Temperatures: sensors
      .filter(({ kind }) => kind === "temperature")
      .map((sensor) => ({
        "@odata.id": `${self}#/Temperatures/${sensor.number}`,
        ...common(sensor),
        ReadingCelsius: sensor.reading,
        PhysicalContext: sensor.name.startsWith("CPU") ? "CPU" : "Intake",
      })),
    Fans: sensors
      .filter(({ kind }) => kind === "fan")
      .map((sensor) => ({
        "@odata.id": `${self}#/Fans/${sensor.number}`,
        ...common(sensor),
        Reading: sensor.reading,
        ReadingUnits: "RPM",
      })),
  };
}

function power({ machine }: ResourceContext, self: string): Body {
  const sensors = sensorsOf(machine);
  return {
    "@odata.id": self,
    "@odata.type": "#Power.v1_7_0.Power",
    Id: "Power",
    Name: "Power",
    PowerControl: sensors
      .filter(({ kind }) => kind === "power")
      .map(({ number, name, reading, upperCritical }) => ({
        "@odata.id": `${self}#/PowerControl/${number}`,
        MemberId: String(number),
        Name: name,
        PowerConsumedWatts: reading,
        PowerCapacityWatts: upperCritical,
      })),
    PowerSupplies: [
      {
        "@odata.id": `${self}#/PowerSupplies/0`,
        MemberId: "0",
        Name: "PSU 1",
        Model: "Simulated PSU",
        PowerCapacityWatts: 1100,
        LastPowerOutputWatts: machine.power === "on" ? 180 : 12,
        LineInputVoltage: 230,
        Status: { State: "Enabled", Health: "OK" },
      },
    ],
  };
}

function addMedia(resources: Map<string, Resource>, { machine, facts }: ResourceContext, media: string): void {
  const pathOf = (id: string) => `${media}/${id}`;
  resources.set(media, {
    get: () =>
      collection(
        media,
        "VirtualMedia",
        "Virtual Media",
        facts.mediaSlots.map(({ id }) => pathOf(id)),
      ),
  });
  for (const { id, types } of facts.mediaSlots) {
    const self = pathOf(id);
    const isCd = types.includes("CD");
    const inserted = () => (isCd ? machine.media : undefined);
    resources.set(self, {
      get: () => ({
        "@odata.id": self,
        "@odata.type": "#VirtualMedia.v1_5_0.VirtualMedia",
        Id: id,
        Name: `Virtual ${types[0]}`,
        MediaTypes: types,
        Inserted: inserted() !== undefined,
        Image: inserted()?.url ?? (facts.vendor === "HPE" ? "" : null),
        ImageName: inserted() === undefined ? null : (inserted()?.url.split("/").pop() ?? null),
        ConnectedVia: inserted() === undefined ? "NotConnected" : "URI",
        WriteProtected: true,
        Actions: {
          "#VirtualMedia.InsertMedia": { target: `${self}/Actions/VirtualMedia.InsertMedia` },
          "#VirtualMedia.EjectMedia": { target: `${self}/Actions/VirtualMedia.EjectMedia` },
        },
      }),
    });
    resources.set(`${self}/Actions/VirtualMedia.InsertMedia`, {
      post: ({ Image }) => {
        if (typeof Image !== "string" || Image === "") throw missingParameter("VirtualMedia.InsertMedia", "Image");
        if (!isCd)
          throw new RedfishRefusal(400, "ActionNotSupported", `The slot ${id} takes no image in this simulation.`, [
            id,
          ]);
        if (!/^https?:\/\//.test(Image))
          throw new RedfishRefusal(
            400,
            "ActionParameterValueFormatError",
            `The image ${Image} is not an http or https URI.`,
            [Image],
          );
        if (machine.media !== undefined)
          throw new RedfishRefusal(
            409,
            "ResourceInUse",
            "The change to the requested resource failed because it is in use.",
          );
        machine.insertMedia(Image);
        return NO_CONTENT;
      },
    });
    resources.set(`${self}/Actions/VirtualMedia.EjectMedia`, {
      post: () => {
        if (inserted() === undefined)
          throw new RedfishRefusal(400, "NoMediaInserted", "There is no medium in the virtual drive.");
        machine.ejectMedia();
        return NO_CONTENT;
      },
    });
  }
}
