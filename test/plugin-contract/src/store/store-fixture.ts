import { randomBytes, randomUUID } from "node:crypto";
import { INTERFACE_TYPES, type InterfaceNames, type Node } from "@steelyard/interfaces";
import type { ConductorRecord, NewNode, Store } from "@steelyard/runtime-interfaces";

/** How a suite gets a store with the newest schema and nothing in it. @public */
export interface StoreBench {
  open(): Promise<Store>;
}

const NO_INTERFACES = Object.fromEntries(INTERFACE_TYPES.map((type) => [type, null])) as InterfaceNames;

/** Makes a node with what a test says of it. */
export function makeNode(store: Store, fields: Partial<NewNode> = {}): Promise<Node> {
  return store.nodes.create({ uuid: randomUUID(), driver: "acme", interfaces: NO_INTERFACES, ...fields });
}

/** Joins a conductor under a name of its own. */
export function makeConductor(store: Store, leaseMs = 60_000): Promise<ConductorRecord> {
  return store.conductors.register({
    hostname: `conductor-${randomUUID()}`,
    conductorGroup: "",
    hardwareTypes: [],
    address: null,
    publicKey: null,
    leaseMs,
  });
}

export function makeAction(store: Store, nodeUuid: string, reservedFor = "somebody") {
  return store.actions.insert({ uuid: randomUUID(), nodeUuid, call: "deploy", args: { n: 1 }, reservedFor });
}

export function randomMac(): string {
  return ["52", "54", "00", ...randomBytes(3).toString("hex").match(/../g)!].join(":");
}

/** Asks until `is` holds, for at most five seconds. */
export async function until<T>(ask: () => Promise<T>, is: (value: T) => boolean): Promise<T> {
  const deadline = performance.now() + 5000;
  for (;;) {
    const value = await ask();
    if (is(value)) return value;
    if (performance.now() > deadline) throw new Error(`not within five seconds; last: ${JSON.stringify(value)}`);
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}
