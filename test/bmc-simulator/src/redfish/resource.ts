import type { BmcLife } from "../machine/bmc-life.js";
import type { Machine } from "../machine/machine.js";
import type { FlavourFacts, RedfishHabits } from "./flavours.js";
import { badProperty } from "./redfish-error.js";
import type { Tasks } from "./tasks.js";

export type Body = Readonly<Record<string, unknown>>;

/** What a request to a resource answers. */
export interface ResourceAnswer {
  readonly status: number;
  readonly body?: Body;
  readonly headers?: Readonly<Record<string, string>>;
}

/** A path and what it takes. */
export interface Resource {
  readonly get?: () => Body;
  /** Answers GET with another status than 200. */
  readonly answer?: () => ResourceAnswer;
  /** @returns undefined where the BMC answers as its habit is */
  readonly patch?: (body: Body) => ResourceAnswer | undefined;
  /** @param body - undefined when the request has none */
  readonly post?: (body: Body | undefined) => ResourceAnswer;
  readonly delete?: () => ResourceAnswer;
  /** GET without credentials. */
  readonly isPublic?: boolean;
}

/** What resources are made from. */
export interface ResourceContext {
  readonly machine: Machine;
  readonly facts: FlavourFacts;
  readonly habits: RedfishHabits;
  readonly life: BmcLife;
  readonly tasks: Tasks;
  readonly systemPath: string;
  readonly managerPath: string;
  readonly chassisPath: string;
}

export type ResourceMap = Map<string, Resource>;

export const NO_CONTENT: ResourceAnswer = { status: 204 };

/** A collection. Source: Redfish DSP0266 §9.5. */
export function collection(path: string, type: string, name: string, members: readonly string[]): Body {
  return {
    "@odata.id": path,
    "@odata.type": `#${type}Collection.${type}Collection`,
    Name: name,
    "Members@odata.count": members.length,
    Members: members.map(link),
  };
}

export const link = (path: string): Body => ({ "@odata.id": path });

/** What a table of names says a value is. @throws RedfishRefusal when the name is not in it */
export function oneOf<T>(table: Readonly<Record<string, T>>, name: string, value: unknown): T {
  const found = typeof value === "string" && Object.hasOwn(table, value) ? table[value] : undefined;
  if (found === undefined) throw badProperty(name, value);
  return found;
}

/** The name that a table has for a value. */
export function keyOf<T>(table: Readonly<Record<string, T>>, value: T): string {
  const key = Object.keys(table).find((each) => table[each] === value);
  if (key === undefined) throw new Error(`no name for ${String(value)}`);
  return key;
}

export const OK_STATUS: Body = { State: "Enabled", Health: "OK" };
export const INDICATORS = { Off: "off", Lit: "lit", Blinking: "blinking" } as const;
