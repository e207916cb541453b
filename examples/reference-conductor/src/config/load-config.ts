import { type ConfigSection, configDefaults } from "@steelyard/interfaces";
import { Ajv2020, type ErrorObject, type ValidateFunction } from "ajv/dist/2020.js";
import { parse } from "yaml";
import { ConfigError } from "./config-error.js";
import type { ConfigFile } from "./config-file.js";
import { environmentName, fileName } from "./option-names.js";

/** Effective values: section → option (camelCase) → value. */
export type EffectiveConfig = ReadonlyMap<string, Readonly<Record<string, unknown>>>;

type AnySection = ConfigSection<Record<string, unknown>>;

const ajv = new Ajv2020({ allErrors: true });
const PREFIX = "STEELYARD_";
/** Environment variables of the same prefix that are not options. */
const OTHER = new Set(["STEELYARD_SHARED", "STEELYARD_TEST_POSTGRES", "STEELYARD_REQUIRE_INTEROP"]);

/**
 * Joins defaults, file, environment and command line, in this order, and checks every value.
 *
 * @param overrides - section → option → value, from the command line
 * @throws ConfigError with all problems, each naming the key and its file and line or its environment variable
 */
export function loadConfig(
  sections: readonly ConfigSection<object>[],
  file: ConfigFile | undefined,
  environment: Readonly<Record<string, string | undefined>>,
  overrides: Readonly<Record<string, Readonly<Record<string, unknown>>>> = {},
): EffectiveConfig {
  const all = uniqueSections(sections);
  const problems: string[] = [];
  if (file !== undefined) problems.push(...unknownKeys(all, file));
  problems.push(...unknownVariables(all, environment));
  const effective = new Map<string, Record<string, unknown>>();
  for (const [name, section] of all) {
    const values: Record<string, unknown> = { ...configDefaults(section) };
    const given = file?.content[name];
    if (given !== undefined && given !== null && (typeof given !== "object" || Array.isArray(given))) {
      problems.push(`${at(file, [name])}: ${name} must be a map of options`);
      continue;
    }
    for (const [option, { schema, isSecret }] of Object.entries(section.options)) {
      const key = fileName(option);
      const variable = environmentName(name, option);
      const take = (value: unknown, where: string) => {
        const wrong = check(schema, value);
        if (wrong === undefined) values[option] = value;
        else problems.push(`${where}: ${name}.${key} ${wrong}${isSecret ? "" : `; it is ${JSON.stringify(value)}`}`);
      };
      const fromFile = (given as Record<string, unknown> | undefined)?.[key];
      if (fromFile !== undefined) take(fromFile, at(file, [name, key]));
      const fromEnvironment = environment[variable];
      if (fromEnvironment !== undefined) take(asValue(schema, fromEnvironment), variable);
      const fromCommand = overrides[name]?.[option];
      if (fromCommand !== undefined) take(fromCommand, "command line");
    }
    effective.set(name, values);
  }
  if (problems.length > 0) throw new ConfigError(problems);
  return effective;
}

/** The effective values of a section. */
export function sectionOf<T extends object>(config: EffectiveConfig, section: ConfigSection<T>): T {
  const found = config.get(section.section);
  if (found === undefined) throw new Error(`section ${section.section} was not loaded`);
  return found as T;
}

function uniqueSections(sections: readonly ConfigSection<object>[]): ReadonlyMap<string, AnySection> {
  return new Map(sections.map((section) => [section.section, section as unknown as AnySection]));
}

function at(file: ConfigFile | undefined, path: readonly string[]): string {
  return file === undefined ? "configuration" : `${file.path}:${file.lineOf(path)}`;
}

function unknownKeys(sections: ReadonlyMap<string, AnySection>, file: ConfigFile): string[] {
  const problems: string[] = [];
  for (const [name, values] of Object.entries(file.content)) {
    if (name === "plugins") continue;
    const section = sections.get(name);
    if (section === undefined) {
      problems.push(`${at(file, [name])}: there is no section ${name}; there are: ${[...sections.keys()].join(", ")}`);
      continue;
    }
    const known = new Set(Object.keys(section.options).map(fileName));
    for (const key of Object.keys((values ?? {}) as object)) {
      if (!known.has(key)) problems.push(`${at(file, [name, key])}: section ${name} has no option ${key}`);
    }
  }
  return problems;
}

function unknownVariables(
  sections: ReadonlyMap<string, AnySection>,
  environment: Readonly<Record<string, string | undefined>>,
): string[] {
  const known = new Set(
    [...sections].flatMap(([name, { options }]) => Object.keys(options).map((option) => environmentName(name, option))),
  );
  return Object.keys(environment)
    .filter((name) => name.startsWith(PREFIX) && name.includes("__") && !known.has(name) && !OTHER.has(name))
    .map((name) => `${name}: there is no such option`);
}

const validators = new WeakMap<object, ValidateFunction>();

function check(schema: object, value: unknown): string | undefined {
  let validate = validators.get(schema);
  if (validate === undefined) {
    validate = ajv.compile(schema);
    validators.set(schema, validate);
  }
  return validate(value) ? undefined : (validate.errors ?? []).map(problemText).join(", ");
}

function problemText({ instancePath, message, params }: ErrorObject): string {
  const allowed = (params as { allowedValues?: readonly unknown[] }).allowedValues;
  const where = instancePath === "" ? "" : `${instancePath.slice(1)} `;
  return `${where}${message ?? "is wrong"}${allowed === undefined ? "" : `: ${allowed.join(", ")}`}`;
}

/** Text options take the variable as it is; others are read as YAML, lists also with commas. */
function asValue(schema: object, text: string): unknown {
  const type = (schema as { type?: unknown }).type;
  if (type === "string") return text;
  if (type === "array" && !text.trimStart().startsWith("["))
    return text
      .split(",")
      .map((part) => part.trim())
      .filter((part) => part !== "");
  try {
    return parse(text) as unknown;
  } catch {
    return text;
  }
}
