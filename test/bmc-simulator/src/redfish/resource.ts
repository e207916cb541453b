import type { Machine } from "../machine/machine.js";
import type { FlavourFacts } from "./flavours.js";

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
  readonly patch?: (body: Body) => void;
  readonly post?: (body: Body) => ResourceAnswer;
  readonly delete?: () => ResourceAnswer;
  /** GET without credentials. */
  readonly isPublic?: boolean;
}

/** What resources are made from. */
export interface ResourceContext {
  readonly machine: Machine;
  readonly facts: FlavourFacts;
  /** Takes the BMC itself down for a while. */
  resetBmc(): void;
}

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

export const link = (path: string) => ({ "@odata.id": path });
