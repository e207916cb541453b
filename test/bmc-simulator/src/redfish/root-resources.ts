import { type Body, collection, link, type ResourceContext, type ResourceMap } from "./resource.js";

const UPDATE = "/redfish/v1/UpdateService";
const INVENTORY = `${UPDATE}/FirmwareInventory`;

/** Service root, and which firmware is installed. Updates are not modelled, so no action for them is shown. */
export function addRoot(resources: ResourceMap, context: ResourceContext): void {
  resources.set("/redfish", { isPublic: true, get: () => ({ v1: "/redfish/v1/" }) });
  resources.set("/redfish/v1", { isPublic: true, get: () => root(context) });
  resources.set(UPDATE, {
    get: () => ({
      "@odata.id": UPDATE,
      "@odata.type": "#UpdateService.v1_9_0.UpdateService",
      Id: "UpdateService",
      Name: "Update Service",
      ServiceEnabled: true,
      FirmwareInventory: link(INVENTORY),
      Status: { State: "Enabled", Health: "OK" },
    }),
  });
  const installed = { BMC: context.facts.managerFirmware, BIOS: BIOS_VERSION };
  const paths = Object.keys(installed).map((id) => `${INVENTORY}/${id}`);
  resources.set(INVENTORY, {
    get: () => collection(INVENTORY, "SoftwareInventory", "Firmware Inventory", paths),
  });
  for (const [id, version] of Object.entries(installed)) {
    resources.set(`${INVENTORY}/${id}`, {
      get: () => ({
        "@odata.id": `${INVENTORY}/${id}`,
        "@odata.type": "#SoftwareInventory.v1_5_0.SoftwareInventory",
        Id: id,
        Name: id === "BMC" ? "BMC firmware" : "System BIOS",
        Version: version,
        Updateable: false,
        Status: { State: "Enabled", Health: "OK" },
      }),
    });
  }
}

/** Of the simulated firmware. */
export const BIOS_VERSION = "1.8.2";

function root({ machine, facts }: ResourceContext): Body {
  return {
    "@odata.id": "/redfish/v1/",
    "@odata.type": "#ServiceRoot.v1_12_0.ServiceRoot",
    Id: "RootService",
    Name: "Root Service",
    RedfishVersion: facts.redfishVersion,
    UUID: machine.uuid,
    ...(facts.vendor === null ? {} : { Vendor: facts.vendor }),
    Product: facts.product,
    ProtocolFeaturesSupported: {
      ExpandQuery: { ExpandAll: true, Levels: true, Links: true, MaxLevels: 1, NoLinks: true },
      FilterQuery: false,
      OnlyMemberQuery: false,
      SelectQuery: false,
    },
    Systems: link("/redfish/v1/Systems"),
    Chassis: link("/redfish/v1/Chassis"),
    Managers: link("/redfish/v1/Managers"),
    SessionService: link("/redfish/v1/SessionService"),
    Tasks: link("/redfish/v1/TaskService"),
    UpdateService: link(UPDATE),
    Links: { Sessions: link("/redfish/v1/SessionService/Sessions") },
  };
}
