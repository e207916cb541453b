import type { ConfigSection } from "../config/config-section.js";
import { INTERFACE_TYPES, type InterfaceType } from "../node/interface-type.js";
import type { Binding } from "./binding.js";
import type { Provider } from "./token.js";

/**
 * The version of these contracts, `major.minor`. A driver built against another major (or, below 1.0, another minor) is
 * refused at load.
 * @public
 */
export const INTERFACES_VERSION = "0.1";

/** A kind of machine: which implementations it takes per interface type, the best first. @public */
export interface HardwareType {
  /** The value of a node's `driver`. */
  readonly name: string;
  readonly interfaces: Readonly<Partial<Record<InterfaceType, readonly string[]>>>;
}

/** A driver as data; importing it opens no connection. @public */
export interface DriverDefinition {
  readonly kind: "steelyard/driver";
  readonly interfacesVersion: string;
  readonly id: string;
  readonly bindings: readonly Binding[];
  readonly hardwareTypes: readonly HardwareType[];
  readonly providers: readonly Provider[];
  readonly config: readonly ConfigSection<object>[];
}

/** What {@link defineDriver} takes. @public */
export interface DriverInput {
  /** kebab-case. Also the name of its hardware type, unless `hardwareTypes` is given. */
  readonly id: string;
  /**
   * Per interface type, in preference order: a {@link Binding}, or the name of an implementation that another package
   * contributes (`"noop"`, `"direct"`, `"ipxe"`). Names that no loaded driver contributes are left out at run time.
   */
  readonly interfaces: Readonly<Partial<{ [T in InterfaceType]: readonly (Binding<T> | string)[] }>>;
  /** `[]` for a package that contributes implementations and no hardware type. */
  readonly hardwareTypes?: readonly HardwareType[];
  readonly providers?: readonly Provider[];
  readonly config?: readonly ConfigSection<object>[];
}

/**
 * Declares a driver.
 *
 * @throws Error when a name is not kebab-case, a binding stands under another type than its own, or a name is given twice
 * @public
 */
export function defineDriver(input: DriverInput): DriverDefinition {
  mustBeKebab("driver id", input.id);
  const bindings: Binding[] = [];
  const names: Partial<Record<InterfaceType, string[]>> = {};
  for (const type of INTERFACE_TYPES) {
    for (const entry of input.interfaces[type] ?? []) {
      const name = typeof entry === "string" ? entry : entry.name;
      const list = names[type] ?? [];
      names[type] = list;
      mustBeKebab(`${type} interface of driver ${input.id}`, name);
      if (list.includes(name)) throw new Error(`driver ${input.id} names the ${type} interface ${name} twice`);
      list.push(name);
      if (typeof entry === "string") continue;
      if (entry.type !== type)
        throw new Error(`driver ${input.id}: binding ${name} is a ${entry.type} interface and stands under ${type}`);
      bindings.push(entry as Binding);
    }
  }
  const hardwareTypes = input.hardwareTypes ?? [{ name: input.id, interfaces: names }];
  for (const { name } of hardwareTypes) mustBeKebab(`hardware type of driver ${input.id}`, name);
  return {
    kind: "steelyard/driver",
    interfacesVersion: INTERFACES_VERSION,
    id: input.id,
    bindings,
    hardwareTypes,
    providers: input.providers ?? [],
    config: input.config ?? [],
  };
}

function mustBeKebab(what: string, name: string): void {
  if (!/^[a-z][a-z0-9]*(-[a-z0-9]+)*$/.test(name))
    throw new Error(`${what}: ${JSON.stringify(name)} is not kebab-case`);
}
