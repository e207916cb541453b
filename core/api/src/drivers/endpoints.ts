import { INTERFACE_TYPES, type InterfaceType } from "@steelyard/interfaces";
import type { ConductorRecord, ServedHardwareType } from "@steelyard/runtime-interfaces";
import { badRequest, notFound } from "../http/api-error.js";
import { type Answer, type Call, flagArg, listArg, ok, param, textArg } from "../http/call.js";
import type { Endpoint } from "../http/endpoint.js";
import { type Field, type FieldTable, represent, selectFields, selfLinks, viewOf } from "../http/field.js";
import { showVendorMethods, vendorAnswer, vendorCall } from "../http/vendor-answer.js";

/** A hardware type with the live conductors that serve it. */
interface Driver extends ServedHardwareType {
  readonly hosts: readonly string[];
}

/** Minor version of the `default_*` and `enabled_*` fields of an interface type. */
const INTERFACES_SINCE: Readonly<Record<InterfaceType, number>> = {
  bios: 40,
  boot: 30,
  console: 30,
  deploy: 30,
  firmware: 86,
  inspect: 30,
  management: 30,
  network: 30,
  power: 30,
  raid: 30,
  rescue: 38,
  storage: 33,
  vendor: 30,
};

/** Source: Ironic REST API, "Drivers". */
const BASE_FIELDS: FieldTable<Driver> = [
  { name: "name", since: 1, read: (driver) => driver.name },
  { name: "hosts", since: 1, read: (driver) => [...driver.hosts] },
  { name: "links", since: 1, isLink: true, read: (driver, view) => selfLinks(view.baseUrl, `drivers/${driver.name}`) },
  {
    name: "properties",
    since: 14,
    read: (driver, view) => selfLinks(view.baseUrl, `drivers/${driver.name}/properties`),
  },
  { name: "type", since: 30, read: () => "dynamic" },
];

export const DRIVER_FIELDS: FieldTable<Driver> = [
  ...BASE_FIELDS,
  ...INTERFACE_TYPES.flatMap((type): Field<Driver>[] => [
    { name: `default_${type}_interface`, since: INTERFACES_SINCE[type], read: (driver) => driver.defaults[type] },
    {
      name: `enabled_${type}_interfaces`,
      since: INTERFACES_SINCE[type],
      read: (driver) => [...driver.interfaces[type]],
    },
  ]),
];

function collect(conductors: readonly ConductorRecord[]): Map<string, Driver> {
  const drivers = new Map<string, Driver>();
  for (const { hostname, hardwareTypes } of conductors.filter(({ isAlive }) => isAlive)) {
    for (const type of hardwareTypes) {
      const known = drivers.get(type.name);
      drivers.set(type.name, { ...(known ?? type), hosts: [...(known?.hosts ?? []), hostname] });
    }
  }
  return drivers;
}

async function driverNamed(call: Call, name: string): Promise<Driver> {
  const driver = collect(await call.store.conductors.list()).get(name);
  if (driver === undefined) throw notFound(`Failed to load driver ${name}: no live conductor serves it.`);
  return driver;
}

async function list(call: Call): Promise<Answer> {
  const type = textArg(call, "type");
  if (type !== undefined && type !== "classic" && type !== "dynamic")
    throw badRequest("Driver type filter must be classic or dynamic.");
  const fields = listArg(call, "fields");
  const wantsDetail = flagArg(call, "detail") === true;
  if (fields !== undefined && wantsDetail) throw badRequest("Can't fetch a subset of fields with 'detail' set");
  const shown = selectFields(wantsDetail ? DRIVER_FIELDS : BASE_FIELDS, call.minor, fields);
  const drivers = type === "classic" ? [] : [...collect(await call.store.conductors.list()).values()];
  drivers.sort((a, b) => (a.name < b.name ? -1 : 1));
  return ok({ drivers: drivers.map((driver) => represent(driver, shown, viewOf(call))) });
}

async function one(call: Call): Promise<Answer> {
  const fields = selectFields(DRIVER_FIELDS, call.minor, listArg(call, "fields"));
  return ok(represent(await driverNamed(call, param(call, "driver")), fields, viewOf(call)));
}

async function properties(call: Call, name: string): Promise<Answer> {
  await driverNamed(call, name);
  return ok(call.conductor.driverProperties(name));
}

async function propertiesByQuery(call: Call): Promise<Answer> {
  const name = textArg(call, "driver_name");
  if (name === undefined) throw badRequest("Missing mandatory argument 'driver_name'.");
  return properties(call, name);
}

async function logicalDiskProperties(call: Call): Promise<Answer> {
  const { name } = await driverNamed(call, param(call, "driver"));
  return ok(call.conductor.raidLogicalDiskProperties(name));
}

async function passthru(call: Call): Promise<Answer> {
  const { name } = await driverNamed(call, param(call, "driver"));
  const { method, args } = vendorCall(call);
  return vendorAnswer(await call.conductor.driverVendorPassthru(name, method, call.method, args, call.signal));
}

async function vendorMethods(call: Call): Promise<Answer> {
  const { name } = await driverNamed(call, param(call, "driver"));
  return ok(showVendorMethods(call.conductor.driverVendorMethods(name)));
}

const FIELDS = { fields: { kind: "list", since: 77 } } as const;
const DRIVER = "/v1/drivers/:driver";
const METHODS = ["GET", "POST", "PUT", "PATCH", "DELETE"] as const;

export const driverEndpoints: readonly Endpoint[] = [
  {
    method: "GET",
    path: "/v1/drivers",
    args: { ...FIELDS, type: { kind: "string", since: 30 }, detail: { kind: "boolean", since: 30 } },
    run: list,
  },
  { method: "GET", path: DRIVER, args: FIELDS, run: one },
  { method: "GET", path: "/v1/drivers/properties", args: { driver_name: { kind: "string" } }, run: propertiesByQuery },
  { method: "GET", path: `${DRIVER}/properties`, run: (call) => properties(call, param(call, "driver")) },
  {
    method: "GET",
    path: `${DRIVER}/raid/logical_disk_properties`,
    since: 12,
    below: { status: 406, shape: "fault" },
    run: logicalDiskProperties,
  },
  { method: "GET", path: `${DRIVER}/vendor_passthru/methods`, run: vendorMethods },
  ...METHODS.flatMap((method): Endpoint[] => [
    { method, path: `${DRIVER}/vendor_passthru`, body: "any", run: passthru },
    { method, path: `${DRIVER}/vendor_passthru/:method`, body: "any", run: passthru },
  ]),
];
