import { type Token, token } from "../driver/token.js";
import type { JsonSchema } from "../node/json.js";

/** One configuration option. @public */
export interface ConfigOption<V> {
  readonly summary: string;
  readonly schema: JsonSchema;
  readonly default: V;
  /** Masked by `steelyard config` and in every error. */
  readonly isSecret?: boolean;
}

/**
 * A section of the configuration file. Option names are camelCase here and snake_case in the file
 * (`deployKernelByArch` is `deploy_kernel_by_arch`), and `STEELYARD_<SECTION>__<KEY>` in the environment.
 * @public
 */
export interface ConfigSection<T extends object> {
  readonly section: string;
  readonly options: { readonly [K in keyof T]: ConfigOption<T[K]> };
  /** Supplies the section's effective values. */
  readonly token: Token<T>;
}

/** Declares a section as a table of options. @public */
export function defineConfig<T extends object>(
  section: string,
  options: { readonly [K in keyof T]: ConfigOption<T[K]> },
): ConfigSection<T> {
  return { section, options, token: token<T>(`config/${section}`) };
}

/** The values a section has when nothing is configured. @public */
export function configDefaults<T extends object>(section: ConfigSection<T>): T {
  const entries = Object.entries(section.options) as [string, ConfigOption<unknown>][];
  return Object.fromEntries(entries.map(([name, option]) => [name, option.default])) as T;
}

/** Schemas of the usual kinds of option. @public */
export const OPTION = {
  text: { type: "string" },
  optionalText: { type: ["string", "null"] },
  flag: { type: "boolean" },
  seconds: { type: "number", minimum: 0 },
  count: { type: "integer", minimum: 0 },
  textList: { type: "array", items: { type: "string" } },
  textMap: { type: "object", additionalProperties: { type: "string" } },
} as const satisfies Record<string, JsonSchema>;
