import type { EnabledInterfaces } from "@steelyard/container";
import { type DriverDefinition, INTERFACE_TYPES, type InterfaceType } from "@steelyard/interfaces";
import { DEFAULT_CONFIG, type DefaultConfig } from "../config/program-config.js";

/** Hardware types of Ironic that are not built yet; asking for one is a warning and not a failed start. */
export const PENDING_HARDWARE_TYPES: ReadonlySet<string> = new Set(["idrac", "ilo"]);

type Options = Readonly<Record<string, unknown>>;

/**
 * What the configuration switches on. Of the program's own defaults only what is loaded counts; what an operator names has to
 * be loaded, and the container says so where it is not.
 *
 * @param onPending - told each hardware type that was asked for and is not built yet
 */
export function enabledOf(
  config: DefaultConfig,
  drivers: readonly DriverDefinition[],
  onPending: (hardwareType: string) => void,
): EnabledInterfaces {
  const loadedTypes = new Set(drivers.flatMap(({ hardwareTypes }) => hardwareTypes.map(({ name }) => name)));
  const hardwareTypes = config.enabledHardwareTypes.filter((name) => {
    if (loadedTypes.has(name)) return true;
    if (isDefault(config, "enabledHardwareTypes")) return false;
    if (!PENDING_HARDWARE_TYPES.has(name)) return true;
    onPending(name);
    return false;
  });
  const interfaces: Partial<Record<InterfaceType, readonly string[]>> = {};
  const defaults: Partial<Record<InterfaceType, string>> = {};
  for (const type of INTERFACE_TYPES) {
    const loaded = new Set(loadedNames(drivers, type));
    const [enabledOption, defaultOption] = optionsOf(type);
    const names = (config as unknown as Options)[enabledOption] as readonly string[];
    interfaces[type] = isDefault(config, enabledOption) ? names.filter((name) => loaded.has(name)) : names;
    const name = (config as unknown as Options)[defaultOption] as string | null;
    if (name !== null && (loaded.has(name) || !isDefault(config, defaultOption))) defaults[type] = name;
  }
  return { hardwareTypes, interfaces, defaults };
}

function optionsOf(type: InterfaceType): readonly [string, string] {
  const capitalized = `${type[0]?.toUpperCase()}${type.slice(1)}`;
  return [`enabled${capitalized}Interfaces`, `default${capitalized}Interface`];
}

function isDefault(config: DefaultConfig, option: string): boolean {
  const options = DEFAULT_CONFIG.options as unknown as Readonly<Record<string, { readonly default: unknown }>>;
  return (config as unknown as Options)[option] === options[option]?.default;
}

/** Built-in names are there without a driver: `noop`, `no-bios`, … */
function loadedNames(drivers: readonly DriverDefinition[], type: InterfaceType): readonly string[] {
  const contributed = drivers.flatMap(({ bindings }) => bindings).filter((each) => each.type === type);
  return [...contributed.map(({ name }) => name), "noop", `no-${type}`].filter(
    (name) => name !== "noop" || ["deploy", "management", "network", "storage"].includes(type),
  );
}
