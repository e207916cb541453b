import {
  type ConfigSection,
  configDefaults,
  type DriverDefinition,
  type PluginDefinition,
} from "@steelyard/interfaces";
import { BUILT_IN_PROVIDERS } from "./built-in-providers.js";
import type { Container } from "./container.js";

/** Values per section of the configuration, by the names of the options. @public */
export type ConfigValues = Readonly<Record<string, object>>;

/**
 * Hands the container what drivers and plugins provide, and the sections of the configuration they read: `configValues` over
 * the defaults. A section or token the container has already is left as it is. What nobody provides and drivers can do without
 * gets its default, in whose place the program may still set a value.
 *
 * @throws Error for two providers of a token, two different sections of one name, or a value without an option
 * @public
 */
export function installDrivers(
  container: Container,
  drivers: readonly DriverDefinition[],
  plugins: readonly PluginDefinition[],
  configValues: ConfigValues = {},
): void {
  const sections = new Map<string, { readonly section: ConfigSection<object>; readonly of: string }>();
  const provided = new Map<string, string>();
  for (const { id, config, providers } of [...drivers, ...plugins]) {
    for (const section of config) {
      const other = sections.get(section.section);
      if (other !== undefined && !isSame(other.section, section)) {
        throw new Error(`section ${section.section} of the configuration differs between ${other.of} and ${id}`);
      }
      if (other === undefined) sections.set(section.section, { section, of: id });
    }
    for (const provider of providers) {
      const other = provided.get(provider.token.id);
      if (other !== undefined) throw new Error(`${provider.token.id} is provided by ${other} and by ${id}`);
      provided.set(provider.token.id, id);
      if (!container.has(provider.token)) container.provide(provider);
    }
  }
  for (const provider of BUILT_IN_PROVIDERS) if (!container.has(provider.token)) container.provide(provider);
  for (const { section } of sections.values()) {
    if (!container.has(section.token)) container.set(section.token, valuesOf(section, configValues[section.section]));
  }
}

function valuesOf(section: ConfigSection<object>, values: object = {}): object {
  for (const name of Object.keys(values)) {
    if (!Object.hasOwn(section.options, name)) {
      throw new Error(`section ${section.section} of the configuration has no option ${name}`);
    }
  }
  return { ...configDefaults(section), ...values };
}

/** One section, or two with the same options: packages may bring their own copies of the contracts. */
function isSame(a: ConfigSection<object>, b: ConfigSection<object>): boolean {
  return a === b || JSON.stringify(a.options) === JSON.stringify(b.options);
}
