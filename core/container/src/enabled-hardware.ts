import { INTERFACE_TYPES, type InterfaceType } from "@steelyard/interfaces";
import type { ServedHardwareType } from "@steelyard/runtime-interfaces";
import { byType, type HardwareCatalog, type NamesByType } from "./hardware-catalog.js";

/**
 * What an operator has switched on.
 *
 * @remarks Source: Ironic `enabled_hardware_types`, `enabled_<type>_interfaces`, `default_<type>_interface`.
 * @public
 */
export interface EnabledInterfaces {
  readonly hardwareTypes: readonly string[];
  /** Names per interface type; a type that is left out: all that are loaded. */
  readonly interfaces?: Partial<Record<InterfaceType, readonly string[]>>;
  /** Default names per interface type, for the hardware types that support and enable them. */
  readonly defaults?: Partial<Record<InterfaceType, string>>;
}

/**
 * Narrows the catalog to what is switched on. `"all"` is every hardware type that has an implementation of each type.
 *
 * @throws Error naming the hardware type or implementation that is not loaded, or the type of interface of which a hardware
 *   type has none
 */
export function enabledHardware(
  catalog: HardwareCatalog,
  enabled: EnabledInterfaces | "all",
): readonly ServedHardwareType[] {
  const complete = [...catalog.hardwareTypes].filter(([, loaded]) => INTERFACE_TYPES.every((type) => loaded[type][0]));
  const given: EnabledInterfaces = enabled === "all" ? { hardwareTypes: complete.map(([name]) => name) } : enabled;
  const { hardwareTypes, interfaces = {}, defaults = {} } = given;
  mustBeLoaded(catalog, interfaces, defaults);
  return hardwareTypes.map((name) => {
    const loaded = catalog.hardwareTypes.get(name);
    if (loaded === undefined) {
      throw new Error(`hardware type ${name} is not loaded; loaded: ${listed([...catalog.hardwareTypes.keys()])}`);
    }
    const names = byType((type) => {
      const found = loaded[type].filter((each) => interfaces[type]?.includes(each) ?? true);
      if (found.length > 0) return found;
      throw new Error(`hardware type ${name} has no enabled ${type} interface; it supports: ${listed(loaded[type])}`);
    });
    return served(name, names, defaults);
  });
}

/** A hardware type with the names given, and its defaults. */
export function served(
  name: string,
  interfaces: NamesByType,
  defaults: Partial<Record<InterfaceType, string>> = {},
): ServedHardwareType {
  return {
    name,
    interfaces,
    defaults: byType((type) => {
      const wanted = defaults[type];
      return wanted !== undefined && interfaces[type].includes(wanted) ? wanted : (interfaces[type][0] ?? null);
    }),
  };
}

function mustBeLoaded(
  catalog: HardwareCatalog,
  interfaces: Partial<Record<InterfaceType, readonly string[]>>,
  defaults: Partial<Record<InterfaceType, string>>,
): void {
  for (const type of INTERFACE_TYPES) {
    const wanted = [...(interfaces[type] ?? []), ...(defaults[type] === undefined ? [] : [defaults[type]])];
    const loaded = [...catalog.bindings.values()].filter((each) => each.type === type).map(({ name }) => name);
    for (const name of wanted) {
      if (loaded.includes(name)) continue;
      throw new Error(`${type} interface ${name} is enabled and not loaded; loaded: ${listed(loaded)}`);
    }
  }
}

/** Names for an error message. */
export function listed(names: readonly string[]): string {
  return names.length === 0 ? "none" : names.join(", ");
}
