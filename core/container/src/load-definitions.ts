import { type DriverDefinition, INTERFACES_VERSION, type PluginDefinition } from "@steelyard/interfaces";
import { BUILT_IN_BINDINGS } from "./built-in-bindings.js";

/**
 * Finds the drivers and plugins that modules export, and checks that they fit this runtime and each other.
 *
 * @param modules - namespace objects of imported modules, and the package or path each is `from`
 * @throws Error naming the package, for a module without a definition, a definition made for other contracts, or two that
 *   claim the same id, implementation, hardware type or token
 * @public
 */
export function loadDefinitions(modules: readonly { readonly from: string; readonly module: unknown }[]): {
  drivers: DriverDefinition[];
  plugins: PluginDefinition[];
} {
  const drivers: DriverDefinition[] = [];
  const plugins: PluginDefinition[] = [];
  const origin = new Map<string, string>();
  const claim = (what: string, from: string) => {
    const other = origin.get(what);
    if (other !== undefined) throw new Error(`${what} is contributed by ${other} and by ${from}`);
    origin.set(what, from);
  };
  for (const { type, name } of BUILT_IN_BINDINGS) claim(`${type} interface ${name}`, "the runtime");

  const seen = new Set<unknown>();
  for (const { from, module } of modules) {
    const definitions = definitionsOf(module);
    if (definitions.length === 0) throw new Error(`${from} exports no driver and no plugin`);
    for (const definition of definitions) {
      if (seen.has(definition)) continue;
      seen.add(definition);
      mustFit(definition, from);
      const kind = definition.kind === "steelyard/driver" ? "driver" : "plugin";
      claim(`${kind} ${definition.id}`, from);
      for (const provider of definition.providers) claim(`token ${provider.token.id}`, from);
      if (definition.kind === "steelyard/plugin") {
        plugins.push(definition);
        continue;
      }
      for (const { type, name } of definition.bindings) claim(`${type} interface ${name}`, from);
      for (const { name } of definition.hardwareTypes) claim(`hardware type ${name}`, from);
      drivers.push(definition);
    }
  }
  return { drivers, plugins };
}

type Definition = DriverDefinition | PluginDefinition;

const LISTS = {
  "steelyard/driver": ["bindings", "hardwareTypes", "providers", "config"],
  "steelyard/plugin": ["providers", "config"],
} as const;

function definitionsOf(module: unknown): Definition[] {
  if (typeof module !== "object" || module === null) return [];
  return [...new Set(Object.values(module))].filter(isDefinition);
}

function isDefinition(value: unknown): value is Definition {
  const kind = typeof value === "object" && value !== null ? (value as { kind?: unknown }).kind : undefined;
  return kind === "steelyard/driver" || kind === "steelyard/plugin";
}

function mustFit(definition: Definition, from: string): void {
  const { kind, id, interfacesVersion } = definition;
  if (typeof id !== "string" || id === "") throw new Error(`${from}: a definition without an id`);
  if (typeof interfacesVersion !== "string" || !isCompatible(interfacesVersion)) {
    throw new Error(
      `${from}: ${id} is made for version ${interfacesVersion} of @steelyard/interfaces; this runtime has ${INTERFACES_VERSION}`,
    );
  }
  for (const list of LISTS[kind]) {
    if (!Array.isArray((definition as unknown as Record<string, unknown>)[list])) {
      throw new Error(`${from}: ${id} has no list ${list}; make it with defineDriver or definePlugin`);
    }
  }
}

/** Same major; below 1.0 the same minor too. */
function isCompatible(version: string): boolean {
  const parts = /^(\d+)\.(\d+)$/.exec(version);
  const [major, minor] = INTERFACES_VERSION.split(".");
  return parts !== null && parts[1] === major && (major !== "0" || parts[2] === minor);
}
