import { type ConfigOption, INTERFACES_VERSION, type PluginDefinition, type Token } from "@steelyard/interfaces";
import { Ajv2020 } from "ajv/dist/2020.js";
import { describePluginChecks, type PluginCheck, type PluginHarness } from "../check/plugin-check.js";

/** A plugin and the tokens others supply to it. */
export interface PluginSubject extends PluginHarness {
  readonly plugin: PluginDefinition;
  readonly services: readonly Token<unknown>[];
}

const ajv = new Ajv2020({ strict: true, strictTypes: false, allErrors: true });

export const PLUGIN_CHECKS: readonly PluginCheck<PluginSubject>[] = [
  {
    title: "is a plugin of this version of the contracts with a kebab-case id",
    run: ({ plugin: { kind, interfacesVersion, id } }) => {
      if (kind !== "steelyard/plugin") throw new Error(`${String(kind)} is no plugin`);
      if (interfacesVersion !== INTERFACES_VERSION) throw new Error(`it is built against ${interfacesVersion}`);
      if (!/^[a-z][a-z0-9]*(-[a-z0-9]+)*$/.test(id)) throw new Error(`${id} is not kebab-case`);
    },
  },
  {
    title: "supplies every token once, and finds everything it needs",
    run: ({ plugin: { providers, config }, services }) => {
      const supplied = providers.map(({ token }) => token.id);
      const twice = supplied.filter((id, index) => supplied.indexOf(id) !== index);
      if (twice.length > 0) throw new Error(`${twice.join(", ")} is supplied twice`);
      const known = new Set([...supplied, ...[...services, ...config.map(({ token }) => token)].map(({ id }) => id)]);
      for (const { token, deps } of providers) {
        const missing = Object.values(deps).filter(({ id }) => !known.has(id));
        if (missing.length > 0)
          throw new Error(`${token.id} needs ${missing.map(({ id }) => id).join(", ")}, which nobody supplies`);
      }
    },
  },
  {
    title: "documents its options, with defaults that its own schemas take",
    run: ({ plugin: { config } }) => {
      for (const { section, options } of config) {
        for (const [name, option] of Object.entries(options) as [string, ConfigOption<unknown>][]) {
          const where = `[${section}] ${name}`;
          if (option.summary.trim() === "") throw new Error(`${where} has no summary`);
          const check = ajv.compile(option.schema);
          if (!check(option.default))
            throw new Error(`${where}: its default is refused: ${ajv.errorsText(check.errors)}`);
          if (/password|secret|token$/i.test(name) && option.isSecret !== true)
            throw new Error(`${where} has to be isSecret`);
        }
      }
    },
  },
];

/**
 * The contract of a plugin definition.
 * @param name - of the plugin
 * @param services - tokens that the conductor or other plugins supply
 * @public
 */
export function describePlugin(name: string, plugin: PluginDefinition, services: readonly Token<unknown>[] = []): void {
  describePluginChecks<PluginSubject>(`plugin ${name}`, PLUGIN_CHECKS, () => ({ plugin, services }));
}
