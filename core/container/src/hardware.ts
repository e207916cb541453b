import {
  type Binding,
  type DriverDefinition,
  type HardwareInterfaces,
  type InterfaceNames,
  type InterfaceType,
  type StepTable,
  type Token,
  token,
} from "@steelyard/interfaces";
import { RequestError, type ServedHardwareType } from "@steelyard/runtime-interfaces";
import type { Container } from "./container.js";
import { type EnabledInterfaces, enabledHardware, listed, served } from "./enabled-hardware.js";
import { bindingId, byType, catalogOf } from "./hardware-catalog.js";

/** The hardware types and implementations of this process. @public */
export interface Hardware {
  /** What is enabled. */
  readonly hardwareTypes: readonly ServedHardwareType[];
  /**
   * The names a node of `driver` gets: those wanted, and the default for the others.
   * @throws RequestError `INVALID` for a driver or implementation that is not enabled, naming the enabled ones
   */
  resolveInterfaces(driver: string, wanted: Partial<InterfaceNames>): InterfaceNames;
  /**
   * The implementation, made at first use.
   * @throws RequestError `INVALID` when no hardware type has it enabled; Error naming the path when it can not be made
   */
  implementation<T extends InterfaceType>(type: T, name: string): HardwareInterfaces[T];
  /** @throws as {@link Hardware.implementation} */
  steps(type: InterfaceType, name: string): StepTable<unknown>;
  serves(driver: string): boolean;
  /** All hardware types with all implementations that are loaded, enabled or not. */
  available(): readonly ServedHardwareType[];
}

/** @public */
export const HARDWARE: Token<Hardware> = token("container/hardware");

/**
 * Joins the loaded drivers with what is enabled; each implementation becomes a provider of the container.
 *
 * @throws Error for clashes between drivers and for what is enabled and not loaded
 * @public
 */
export function createHardware(input: {
  readonly drivers: readonly DriverDefinition[];
  readonly enabled: EnabledInterfaces | "all";
  readonly container: Container;
}): Hardware {
  const { container } = input;
  const catalog = catalogOf(input.drivers);
  const hardwareTypes = enabledHardware(catalog, input.enabled);
  const byName = new Map(hardwareTypes.map((type) => [type.name, type]));
  const inUse = new Set(
    hardwareTypes.flatMap(({ interfaces }) =>
      Object.entries(interfaces).flatMap(([type, names]) =>
        names.map((name) => bindingId(type as InterfaceType, name)),
      ),
    ),
  );
  for (const id of inUse) container.provide(providerOf(id, catalog.bindings.get(id)!));

  const enabledBinding = (type: InterfaceType, name: string): Binding => {
    const id = bindingId(type, name);
    const binding = inUse.has(id) ? catalog.bindings.get(id) : undefined;
    if (binding !== undefined) return binding;
    const others = [...inUse].filter((each) => each.startsWith(`${type}/`)).map((each) => each.slice(type.length + 1));
    throw new RequestError(
      "INVALID",
      `Could not find the ${type} interface ${JSON.stringify(name)}. Valid interfaces are ${listed(others)}.`,
    );
  };

  return {
    hardwareTypes,
    serves: (driver) => byName.has(driver),
    resolveInterfaces(driver, wanted) {
      const type = byName.get(driver);
      if (type === undefined) {
        throw new RequestError(
          "INVALID",
          `Could not find the driver or hardware type ${JSON.stringify(driver)}. Enabled hardware types are ${listed([...byName.keys()])}.`,
        );
      }
      return byType((each) => {
        const name = wanted[each] ?? type.defaults[each];
        if (name === null || type.interfaces[each].includes(name)) return name;
        throw new RequestError(
          "INVALID",
          `${each} interface ${JSON.stringify(name)} is not supported by hardware type ${driver} or not enabled. Enabled are ${listed(type.interfaces[each])}.`,
        );
      });
    },
    implementation: <T extends InterfaceType>(type: T, name: string) => {
      enabledBinding(type, name);
      return container.get(tokenOf<HardwareInterfaces[T]>(bindingId(type, name)));
    },
    steps: (type, name) => enabledBinding(type, name).steps,
    available: () => [...catalog.hardwareTypes].map(([name, interfaces]) => served(name, interfaces)),
  };
}

function tokenOf<T>(id: string): Token<T> {
  return token(`hardware/${id}`);
}

function providerOf(id: string, { deps, create }: Binding) {
  return { token: tokenOf(id), deps, create };
}
