import {
  type Binding,
  type DriverDefinition,
  type HardwareType,
  INTERFACE_TYPES,
  type InterfaceType,
} from "@steelyard/interfaces";
import { BUILT_IN_BINDINGS, SUPPORTED_BY_ALL } from "./built-in-bindings.js";

/** Loaded names per interface type, the best first. */
export type NamesByType = Readonly<Record<InterfaceType, readonly string[]>>;

/** What the loaded drivers contribute together. */
export interface HardwareCatalog {
  readonly bindings: ReadonlyMap<string, Binding>;
  /** Hardware type → the implementations that are loaded for it. */
  readonly hardwareTypes: ReadonlyMap<string, NamesByType>;
}

/** `<type>/<name>`, the identity of an implementation. */
export function bindingId(type: InterfaceType, name: string): string {
  return `${type}/${name}`;
}

/**
 * Joins drivers with what the runtime itself contributes.
 *
 * @throws Error naming both drivers, where two contribute the same implementation or hardware type
 */
export function catalogOf(drivers: readonly DriverDefinition[]): HardwareCatalog {
  const bindings = new Map<string, Binding>();
  const origin = new Map<string, string>();
  const claim = (what: string, by: string) => {
    const other = origin.get(what);
    if (other !== undefined) throw new Error(`${what} is contributed by ${other} and by ${by}`);
    origin.set(what, by);
  };
  const add = (binding: Binding, by: string) => {
    claim(`${binding.type} interface ${binding.name}`, by);
    bindings.set(bindingId(binding.type, binding.name), binding);
  };
  for (const binding of BUILT_IN_BINDINGS) add(binding, "the runtime");
  for (const driver of drivers) for (const binding of driver.bindings) add(binding, `driver ${driver.id}`);

  const hardwareTypes = new Map<string, NamesByType>();
  for (const driver of drivers) {
    for (const type of driver.hardwareTypes) {
      claim(`hardware type ${type.name}`, `driver ${driver.id}`);
      hardwareTypes.set(type.name, loadedFor(type, bindings));
    }
  }
  return { bindings, hardwareTypes };
}

function loadedFor(hardwareType: HardwareType, bindings: ReadonlyMap<string, Binding>): NamesByType {
  return byType((type) => {
    const last = SUPPORTED_BY_ALL[type];
    const names = new Set([...(hardwareType.interfaces[type] ?? []), ...(last === undefined ? [] : [last])]);
    return [...names].filter((name) => bindings.has(bindingId(type, name)));
  });
}

/** A record with a value for each of the 13 types. */
export function byType<V>(make: (type: InterfaceType) => V): Record<InterfaceType, V> {
  return Object.fromEntries(INTERFACE_TYPES.map((type) => [type, make(type)])) as Record<InterfaceType, V>;
}
