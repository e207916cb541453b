import type { JsonObject, JsonValue, SensorData } from "@steelyard/interfaces";
import {
  attribute,
  linkOf,
  linksIn,
  objectsIn,
  optionalNumber,
  optionalString,
  type RedfishResource,
} from "@steelyard/redfish-client";
import type { Bmc } from "../access/bmc.js";
import { resourceName } from "../access/resource-name.js";

type Part = Pick<RedfishResource, "body">;
type Readings = Record<string, JsonObject>;
/** Field as Ironic names it → path of the attribute. */
type FieldTable = Readonly<Record<string, readonly string[]>>;

const STATUS: FieldTable = { state: ["Status", "State"], health: ["Status", "Health"] };

/** Source: Ironic `RedfishManagement.get_sensors_data`; reference/redfish.md §2 "sensors". */
const FIELDS = {
  fan: {
    identity: ["MemberId"],
    name: ["Name"],
    reading: ["Reading"],
    reading_units: ["ReadingUnits"],
    max_reading_range: ["MaxReadingRange"],
    min_reading_range: ["MinReadingRange"],
    serial_number: ["SerialNumber"],
    physical_context: ["PhysicalContext"],
    ...STATUS,
  },
  temperature: {
    identity: ["MemberId"],
    name: ["Name"],
    reading_celsius: ["ReadingCelsius"],
    max_reading_range_temp: ["MaxReadingRangeTemp"],
    min_reading_range_temp: ["MinReadingRangeTemp"],
    physical_context: ["PhysicalContext"],
    sensor_number: ["SensorNumber"],
    ...STATUS,
  },
  power: {
    name: ["Name"],
    power_capacity_watts: ["PowerCapacityWatts"],
    line_input_voltage: ["LineInputVoltage"],
    last_power_output_watts: ["LastPowerOutputWatts"],
    serial_number: ["SerialNumber"],
    ...STATUS,
  },
  drive: { name: ["Name"], model: ["Model"], capacity_bytes: ["CapacityBytes"], ...STATUS },
} as const satisfies Record<string, FieldTable>;

/**
 * All sensors: `Fan`, `Temperature`, `Power` and `Drive`, each by its id at its place. What a BMC does not give is left out.
 */
export async function readSensors(bmc: Bmc): Promise<SensorData> {
  const system = await bmc.system();
  const fans: Readings = {};
  const temperatures: Readings = {};
  const supplies: Readings = {};
  for (const chassis of await bmc.readable(linksIn(system, "Links", "Chassis"))) {
    const place = idOf(chassis);
    const thermal = await bmc.linked(chassis, "Thermal");
    if (thermal === undefined) await readThermalSubsystem(bmc, chassis, place, fans, temperatures);
    else {
      collect(fans, objectsIn(thermal, "Fans"), FIELDS.fan, (id) => `${id}@${place}`);
      collect(temperatures, objectsIn(thermal, "Temperatures"), FIELDS.temperature, (id) => `${id}@${place}`);
    }
    const power = await bmc.linked(chassis, "Power");
    if (power === undefined) await readPowerSubsystem(bmc, chassis, place, supplies);
    else {
      const powerId = idOf(power);
      collect(supplies, objectsIn(power, "PowerSupplies"), FIELDS.power, (id) => `${id}:${powerId}@${place}`);
    }
  }
  return { Fan: fans, Temperature: temperatures, Power: supplies, Drive: await readDrives(bmc, system) };
}

/** Newer services have no Thermal. Source: DSP0268, ThermalSubsystem, ThermalMetrics. */
async function readThermalSubsystem(
  bmc: Bmc,
  chassis: RedfishResource,
  place: string,
  fans: Readings,
  temperatures: Readings,
): Promise<void> {
  const subsystem = await bmc.linked(chassis, "ThermalSubsystem");
  if (subsystem === undefined) return;
  for (const fan of await bmc.members(linkOf(subsystem, "Fans"))) {
    const rpm = optionalNumber(fan, "SpeedPercent", "SpeedRPM");
    fans[`${idOf(fan)}@${place}`] = {
      identity: idOf(fan),
      ...fields(fan, {
        name: ["Name"],
        serial_number: ["SerialNumber"],
        physical_context: ["PhysicalContext"],
        ...STATUS,
      }),
      ...(rpm === undefined
        ? { ...fields(fan, { reading: ["SpeedPercent", "Reading"] }), reading_units: "Percent" }
        : { reading: rpm, reading_units: "RPM" }),
    };
  }
  const metrics = await bmc.linked(subsystem, "ThermalMetrics");
  if (metrics === undefined) return;
  for (const [index, body] of objectsIn(metrics, "TemperatureReadingsCelsius").entries()) {
    const source = optionalString({ body }, "DataSourceUri")?.split("/").pop();
    const identity = source ?? optionalString({ body }, "DeviceName") ?? String(index);
    temperatures[`${identity}@${place}`] = {
      identity,
      ...fields(
        { body },
        { name: ["DeviceName"], reading_celsius: ["Reading"], physical_context: ["PhysicalContext"] },
      ),
    };
  }
}

/** Newer services have no Power. Source: DSP0268, PowerSubsystem, PowerSupply. */
async function readPowerSubsystem(
  bmc: Bmc,
  chassis: RedfishResource,
  place: string,
  supplies: Readings,
): Promise<void> {
  const subsystem = await bmc.linked(chassis, "PowerSubsystem");
  if (subsystem === undefined) return;
  for (const supply of await bmc.members(linkOf(subsystem, "PowerSupplies")))
    supplies[`${idOf(supply)}:${idOf(subsystem)}@${place}`] = fields(supply, FIELDS.power);
}

/** SimpleStorage holds its devices; Storage only links them, so it is the second choice. */
async function readDrives(bmc: Bmc, system: RedfishResource): Promise<Readings> {
  const drives: Readings = {};
  const systemId = idOf(system);
  for (const simple of await bmc.members(linkOf(system, "SimpleStorage"))) {
    const devices = objectsIn(simple, "Devices")
      .map((body, index): RedfishResource => ({ uri: `${simple.uri}/${index}`, body }))
      // Backplanes and enclosures have no capacity.
      .filter((device) => (optionalNumber(device, "CapacityBytes") ?? 0) > 0);
    collectDrives(drives, devices, `${idOf(simple)}@${systemId}`);
  }
  if (Object.keys(drives).length > 0) return drives;
  for (const storage of await bmc.members(linkOf(system, "Storage")))
    collectDrives(drives, await bmc.readable(linksIn(storage, "Drives")), `${idOf(storage)}@${systemId}`);
  return drives;
}

/** Drives go by name; where a service calls several of them the same, by name and id. */
function collectDrives(into: Readings, drives: readonly RedfishResource[], place: string): void {
  const names = drives.map((drive) => resourceName(drive, "Name", "Id"));
  for (const [index, drive] of drives.entries()) {
    const name = names[index] ?? "";
    const isShared = names.filter((each) => each === name).length > 1;
    const known = fields(drive, FIELDS.drive);
    // HPE leaves the state of drives out whose health it tells.
    const state = known["state"] === undefined && known["health"] !== undefined ? { state: "Enabled" } : {};
    into[`${isShared ? `${name} ${idOf(drive)}` : name}:${place}`] = { ...known, ...state };
  }
}

function collect(into: Readings, parts: readonly JsonObject[], table: FieldTable, keyOf: (id: string) => string): void {
  for (const [index, body] of parts.entries()) {
    const id = optionalString({ body }, "MemberId") ?? String(optionalNumber({ body }, "MemberId") ?? index);
    const key = keyOf(id);
    // Some services give all members one id.
    into[Object.hasOwn(into, key) ? keyOf(`${id}.${index}`) : key] = fields({ body }, table);
  }
}

function fields(part: Part, table: FieldTable): JsonObject {
  const entries = Object.entries(table).flatMap(([name, path]): [string, JsonValue][] => {
    const value = attribute(part, ...path);
    return value === undefined ? [] : [[name, value]];
  });
  return Object.fromEntries(entries);
}

function idOf(resource: RedfishResource): string {
  return resourceName(resource, "Id");
}
