import {
  DriverError,
  type IndicatorComponent,
  type IndicatorDescription,
  type IndicatorState,
  type JsonObject,
} from "@steelyard/interfaces";
import { linkOf, linksIn, optionalBoolean, optionalString, type RedfishResource } from "@steelyard/redfish-client";
import type { Bmc } from "../access/bmc.js";
import { resourceName } from "../access/resource-name.js";

/** Source: DSP0268, `IndicatorLED`. */
const STATE_OF: Readonly<Record<string, IndicatorState>> = { Lit: "on", Blinking: "blinking", Off: "off" };
const LED_OF: Readonly<Partial<Record<IndicatorState, string>>> = { on: "Lit", blinking: "Blinking", off: "Off" };

interface Indicator {
  readonly resource: RedfishResource;
  /** By which attribute it is read and written. */
  readonly kind: "led" | "location";
}

const SHOWN = {
  led: { readonly: false, states: ["blinking", "off", "on"] },
  location: { readonly: false, states: ["off", "on"] },
} as const satisfies Record<Indicator["kind"], IndicatorDescription>;

/** Indicator id → the indicator. Systems and chassis go by UUID, else by id; drives by `storage:drive`. */
type Found = ReadonlyMap<string, Indicator>;

/** The indicators of a machine per component. Source: Ironic `RedfishManagement.get_supported_indicators`. */
export async function describeIndicators(
  bmc: Bmc,
  component: IndicatorComponent | undefined,
): Promise<Readonly<Partial<Record<IndicatorComponent, Readonly<Record<string, IndicatorDescription>>>>>> {
  const system = await bmc.system();
  const shown: Partial<Record<IndicatorComponent, Readonly<Record<string, IndicatorDescription>>>> = {};
  for (const each of ["chassis", "system", "disk"] as const) {
    if (component !== undefined && component !== each) continue;
    const found = await indicatorsOf(bmc, system, each);
    if (found.size > 0) shown[each] = Object.fromEntries([...found].map(([id, { kind }]) => [id, SHOWN[kind]]));
  }
  return shown;
}

/** @throws DriverError `INVALID_PARAMETER` for an indicator that is not there */
export async function readIndicator(bmc: Bmc, component: IndicatorComponent, id: string): Promise<IndicatorState> {
  const { resource, kind } = await findIndicator(bmc, component, id);
  if (kind === "location") return optionalBoolean(resource, "LocationIndicatorActive") ? "on" : "off";
  return STATE_OF[optionalString(resource, "IndicatorLED") ?? ""] ?? "unknown";
}

/** @throws DriverError `INVALID_PARAMETER` for an indicator or a state that is not there */
export async function writeIndicator(
  bmc: Bmc,
  component: IndicatorComponent,
  id: string,
  state: IndicatorState,
): Promise<void> {
  const { resource, kind } = await findIndicator(bmc, component, id);
  const led = LED_OF[state];
  if (led === undefined || !(SHOWN[kind].states as readonly string[]).includes(state))
    throw new DriverError("INVALID_PARAMETER", {
      reason: `Indicator ${id} of a ${component} has no state ${state}; it has ${SHOWN[kind].states.join(", ")}.`,
    });
  const body: JsonObject = kind === "location" ? { LocationIndicatorActive: state === "on" } : { IndicatorLED: led };
  await bmc.patch(resource.uri, body);
}

async function findIndicator(bmc: Bmc, component: IndicatorComponent, id: string): Promise<Indicator> {
  const found = (await indicatorsOf(bmc, await bmc.system(), component)).get(id);
  if (found === undefined)
    throw new DriverError("INVALID_PARAMETER", { reason: `There is no indicator ${id} of a ${component}.` });
  return found;
}

async function indicatorsOf(bmc: Bmc, system: RedfishResource, component: IndicatorComponent): Promise<Found> {
  if (component === "system") return indicators([[resourceName(system, "UUID", "Id"), system]]);
  if (component === "chassis") {
    const all = await bmc.readable(linksIn(system, "Links", "Chassis"));
    return indicators(all.map((chassis) => [resourceName(chassis, "UUID", "Id"), chassis]));
  }
  if (component !== "disk") return new Map();
  const drives: [string, RedfishResource][] = [];
  for (const storage of await bmc.members(linkOf(system, "Storage"))) {
    for (const drive of await bmc.readable(linksIn(storage, "Drives")))
      drives.push([`${resourceName(storage, "Id")}:${resourceName(drive, "Id")}`, drive]);
  }
  return indicators(drives);
}

function indicators(resources: readonly (readonly [string, RedfishResource])[]): Found {
  return new Map(
    resources.flatMap(([id, resource]): [string, Indicator][] => {
      if (optionalString(resource, "IndicatorLED") !== undefined) return [[id, { resource, kind: "led" }]];
      const isLocatable = optionalBoolean(resource, "LocationIndicatorActive") !== undefined;
      return isLocatable ? [[id, { resource, kind: "location" }]] : [];
    }),
  );
}
