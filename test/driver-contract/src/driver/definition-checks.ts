import {
  AGENT_CONFIG,
  type Binding,
  CONDUCTOR_CONFIG,
  DEPLOY_CONFIG,
  type DriverDefinition,
  type HardwareInterface,
  INTERFACE_TYPES,
  INTERFACES_VERSION,
  type Provider,
  REQUIRED_INTERFACE_TYPES,
} from "@steelyard/interfaces";
import { stepRowChecks } from "../steps/step-row-checks.js";
import { methodsOf } from "../suite/interface-methods.js";
import { socketsOf } from "../suite/io-watch.js";
import { mustBeNames, mustBeUnique } from "../suite/must.js";
import { mustBeSections } from "./config-checks.js";
import { Parts } from "./parts.js";

const KEBAB = /^[a-z][a-z0-9]*(-[a-z0-9]+)*$/;
/** Sections that the conductor supplies. */
const OWN_SECTIONS = [AGENT_CONFIG, CONDUCTOR_CONFIG, DEPLOY_CONFIG];

/** One promise of a driver definition. `services` supplies tokens of the conductor and its plugins. */
export interface DefinitionCheck {
  readonly title: string;
  run(definition: DriverDefinition, services: readonly Provider[]): void | Promise<void>;
}

export const definitionChecks: readonly DefinitionCheck[] = [
  {
    title: "is built against this version of the contracts and has a kebab-case id",
    run: ({ kind, interfacesVersion, id }) => {
      if (kind !== "steelyard/driver") throw new Error(`${String(kind)} is no driver`);
      if (interfacesVersion !== INTERFACES_VERSION)
        throw new Error(`it is built against ${interfacesVersion}, not ${INTERFACES_VERSION}`);
      mustBeKebab("driver id", id);
    },
  },
  {
    title: "binds every implementation once, under a kebab-case name",
    run: ({ bindings }) => {
      mustBeUnique(
        "implementation",
        bindings.map(({ type, name }) => `${type} ${name}`),
      );
      for (const { type, name } of bindings) {
        mustBeNames("interface type", [type], INTERFACE_TYPES);
        mustBeKebab(`${type} interface`, name);
      }
    },
  },
  {
    title: "names hardware types with something for every required interface, each name once",
    run: ({ hardwareTypes }) => {
      mustBeUnique(
        "hardware type",
        hardwareTypes.map(({ name }) => name),
      );
      for (const { name, interfaces } of hardwareTypes) {
        mustBeKebab("hardware type", name);
        mustBeNames(`interface type of ${name}`, Object.keys(interfaces), INTERFACE_TYPES);
        for (const type of REQUIRED_INTERFACE_TYPES) {
          if ((interfaces[type]?.length ?? 0) === 0) throw new Error(`${name} names no ${type} interface`);
        }
        for (const [type, names] of Object.entries(interfaces)) {
          mustBeUnique(`${type} interface of ${name}`, names);
          for (const each of names) mustBeKebab(`${type} interface of ${name}`, each);
        }
      }
    },
  },
  {
    title: "lets at least one of its hardware types use each implementation it binds",
    run: ({ bindings, hardwareTypes }) => {
      if (hardwareTypes.length === 0) return;
      const unused = bindings.filter(
        ({ type, name }) => !hardwareTypes.some(({ interfaces }) => interfaces[type]?.includes(name)),
      );
      if (unused.length > 0)
        throw new Error(`no hardware type uses ${unused.map(({ type, name }) => `${type} ${name}`).join(", ")}`);
    },
  },
  {
    title: "documents its options, with defaults that its own schemas take",
    run: ({ config }) => mustBeSections(config),
  },
  {
    title: "supplies every token once and finds everything it needs",
    run: ({ providers, bindings, config }, services) => {
      mustBeUnique(
        "token",
        providers.map(({ token }) => token.id),
      );
      for (const { token } of providers) {
        if (!/^[a-z0-9-]+\/[a-z0-9-]+$/.test(token.id)) throw new Error(`token ${token.id} is not <package>/<name>`);
      }
      const known = new Set([
        ...[...providers, ...services].map(({ token }) => token.id),
        ...[...config, ...OWN_SECTIONS].map(({ token }) => token.id),
      ]);
      for (const { deps } of [...bindings, ...providers]) {
        for (const { id } of Object.values(deps)) {
          if (!known.has(id)) throw new Error(`nobody supplies ${id}; give it in services when a plugin does`);
        }
      }
    },
  },
  {
    title: "makes every implementation without opening a connection, with all methods and documented properties",
    run: async (definition, services) => {
      const parts = new Parts([...definition.providers, ...services], [...definition.config, ...OWN_SECTIONS]);
      try {
        let made: readonly (readonly [Binding, HardwareInterface])[] = [];
        const sockets = await socketsOf(async () => {
          made = definition.bindings.map((binding) => [binding, parts.make(binding) as HardwareInterface] as const);
        });
        if (sockets.length > 0) throw new Error(`making the implementations opened ${sockets.join(", ")}`);
        for (const [binding, implementation] of made) mustBeImplementation(binding, implementation);
      } finally {
        await parts.dispose();
      }
    },
  },
  ...stepRowChecks.map(
    ({ title, run }): DefinitionCheck => ({
      title: `steps: ${title}`,
      run: ({ bindings }) => {
        for (const { type, name, steps } of bindings) {
          try {
            run(steps, type);
          } catch (cause) {
            throw new Error(`${type} ${name}: ${(cause as Error).message}`, { cause });
          }
        }
      },
    }),
  ),
];

function mustBeKebab(what: string, name: string): void {
  if (!KEBAB.test(name)) throw new Error(`${what} ${JSON.stringify(name)} is not kebab-case`);
}

function mustBeImplementation({ type, name }: Binding, implementation: HardwareInterface): void {
  const methods = implementation as unknown as Readonly<Record<string, unknown>>;
  const missing = ["validate", ...methodsOf(type)].filter((method) => typeof methods[method] !== "function");
  if (missing.length > 0) throw new Error(`${type} ${name} lacks ${missing.join(", ")}`);
  for (const [key, text] of Object.entries(implementation.properties)) {
    if (text.trim() === "") throw new Error(`${type} ${name}: driver_info/${key} has no description`);
  }
}
