import type { JsonObject } from "@steelyard/interfaces";
import { linkOf, linksIn, objectsIn, optionalString, type RedfishResource, stringsIn } from "@steelyard/redfish-client";
import type { Bmc } from "../access/bmc.js";
import { resourceName } from "../access/resource-name.js";
import { fieldsOf, statusOf } from "./json-fields.js";
import { quantityOf } from "./quantity-of.js";

const GIB = 2 ** 30;
/** What is smaller is a virtual drive of the BMC or a boot stick. */
const SMALLEST_BYTES = 4 * GIB;

/** Everything of Storage and SimpleStorage that the inventory is made of. */
export interface StorageFacts {
  readonly disks: readonly JsonObject[];
  readonly controllers: readonly JsonObject[];
  /** Size for `properties.local_gb`: GiB less one; 0 where no disk was found. */
  readonly localGib: number;
}

interface Subsystem {
  readonly storage: RedfishResource;
  readonly drives: readonly RedfishResource[];
}

export async function readStorage(bmc: Bmc, system: RedfishResource): Promise<StorageFacts> {
  const subsystems: Subsystem[] = [];
  for (const storage of await bmc.members(linkOf(system, "Storage")))
    subsystems.push({ storage, drives: (await bmc.readable(linksIn(storage, "Drives"))).filter(isPresent) });
  const simple = await bmc.members(linkOf(system, "SimpleStorage"));
  const controllers: JsonObject[] = [];
  for (const subsystem of subsystems) controllers.push(await describeController(bmc, subsystem));
  const devices = simple.flatMap((each) =>
    objectsIn(each, "Devices").map((body): RedfishResource => ({ uri: each.uri, body })),
  );
  const ofDrives = sizesOf(subsystems.flatMap(({ drives }) => drives));
  const ofDevices = sizesOf(devices.filter(isPresent));
  const disks = ofDrives.length > 0 ? ofDrives : ofDevices;
  const volumes = await volumeSizes(bmc, subsystems);
  const [storageBytes] = large(volumes).length > 0 ? large(volumes) : large(ofDrives.map(({ size }) => size));
  const [simpleBytes] = large(ofDevices.map(({ size }) => size));
  const [smallest] = large([storageBytes ?? 0, simpleBytes ?? 0]);
  return {
    disks: disks.map(({ name, size }) => ({ name, size })),
    controllers,
    localGib: Math.max(0, Math.floor((smallest ?? 0) / GIB) - 1),
  };
}

/** Sizes that count, the smallest first. */
function large(sizes: readonly number[]): readonly number[] {
  return sizes.filter((size) => size >= SMALLEST_BYTES).sort((a, b) => a - b);
}

/** Backplanes and enclosures have no capacity. */
function sizesOf(drives: readonly RedfishResource[]): readonly { readonly name: string; readonly size: number }[] {
  return drives.flatMap((drive) => {
    const size = quantityOf(drive, "CapacityBytes") ?? 0;
    return size > 0 ? [{ name: resourceName(drive, "Name", "Id"), size }] : [];
  });
}

async function volumeSizes(bmc: Bmc, subsystems: readonly Subsystem[]): Promise<readonly number[]> {
  const sizes: number[] = [];
  for (const { storage } of subsystems) {
    for (const volume of await bmc.members(linkOf(storage, "Volumes")))
      sizes.push(quantityOf(volume, "CapacityBytes") ?? 0);
  }
  return sizes;
}

function isPresent(drive: RedfishResource): boolean {
  return optionalString(drive, "Status", "State") !== "Absent";
}

async function describeController(bmc: Bmc, { storage, drives }: Subsystem): Promise<JsonObject> {
  const inline = objectsIn(storage, "StorageControllers").map((body): RedfishResource => ({ uri: storage.uri, body }));
  const own = inline.length > 0 ? inline : await bmc.members(linkOf(storage, "Controllers"));
  return {
    id: resourceName(storage, "Id"),
    name: optionalString(storage, "Name") ?? null,
    storage_controllers: own.map(describeOne),
    drives: drives.map(describeDrive),
  };
}

function describeOne(controller: RedfishResource): JsonObject {
  const status = statusOf(controller);
  return {
    ...fieldsOf(controller, { name: ["Name"], speed_gbps: ["SpeedGbps"] }),
    member_id: optionalString(controller, "MemberId") ?? optionalString(controller, "Id") ?? null,
    raid_types: stringsIn(controller, "SupportedRAIDTypes") ?? [],
    controller_protocols: stringsIn(controller, "SupportedControllerProtocols") ?? [],
    device_protocols: stringsIn(controller, "SupportedDeviceProtocols") ?? [],
    ...(status === undefined ? {} : { status }),
  };
}

function describeDrive(drive: RedfishResource): JsonObject {
  const status = statusOf(drive);
  return {
    ...fieldsOf(drive, {
      media_type: ["MediaType"],
      serial_number: ["SerialNumber"],
      manufacturer: ["Manufacturer"],
      model: ["Model"],
      revision: ["Revision"],
      protocol: ["Protocol"],
    }),
    name: resourceName(drive, "Name", "Id"),
    id: resourceName(drive, "Id"),
    size: quantityOf(drive, "CapacityBytes") ?? null,
    ...(status === undefined ? {} : { status }),
  };
}
