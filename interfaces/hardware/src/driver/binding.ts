import type { InterfaceType } from "../node/interface-type.js";
import type { StepTable } from "../steps/step-table.js";
import type { HardwareInterfaces } from "./hardware-interfaces.js";
import type { Deps, Resolved } from "./token.js";

/** An implementation of a hardware interface, as data: nothing is opened before `create` runs. @public */
export interface Binding<T extends InterfaceType = InterfaceType> {
  readonly type: T;
  /** The name in `<type>_interface` of a node, e.g. `redfish-virtual-media`. */
  readonly name: string;
  readonly deps: Deps;
  /** Runs once per process. */
  create(deps: Readonly<Record<string, unknown>>): HardwareInterfaces[T];
  /** The steps this implementation offers. */
  readonly steps: StepTable<unknown>;
}

/**
 * Declares an implementation.
 *
 * @param type - which interface it implements
 * @param name - its name in the API
 * @param how - `deps`: what `create` needs; `steps`: the steps it offers (default none)
 * @public
 */
export function bind<T extends InterfaceType, I extends HardwareInterfaces[T], D extends Deps>(
  type: T,
  name: string,
  how: { readonly deps: D; create(deps: Resolved<D>): I; readonly steps?: StepTable<I> },
): Binding<T> {
  return { type, name, deps: how.deps, create: how.create, steps: how.steps ?? new Map() } as unknown as Binding<T>;
}
