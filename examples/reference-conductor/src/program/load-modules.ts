import { createRequire } from "node:module";
import { isAbsolute, join, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { loadDefinitions } from "@steelyard/container";
import type { DriverDefinition, PluginDefinition } from "@steelyard/interfaces";
import { ConfigError } from "../config/config-error.js";
import type { ConfigFile } from "../config/config-file.js";
import { KNOWN_MODULES } from "./known-drivers.js";

/** Everything that is loaded. */
export interface LoadedModules {
  readonly drivers: readonly DriverDefinition[];
  readonly plugins: readonly PluginDefinition[];
}

/**
 * Imports the plugins the configuration names (packages or paths, resolved from the file's folder) beside those of the program.
 * @throws ConfigError naming the plugin that is missing, throws, or does not fit
 */
export async function loadModules(file: ConfigFile | undefined): Promise<LoadedModules> {
  const named = file?.content["plugins"] ?? [];
  if (!Array.isArray(named) || named.some((name) => typeof name !== "string"))
    throw new ConfigError([`${file?.path}:${file?.lineOf(["plugins"])}: plugins must be a list of packages or paths`]);
  const others: { from: string; module: unknown }[] = [];
  for (const name of named as string[])
    others.push({ from: name, module: await importPlugin(name, file as ConfigFile) });
  try {
    return loadDefinitions([...KNOWN_MODULES.filter(({ module }) => Object.keys(module).length > 0), ...others]);
  } catch (cause) {
    throw new ConfigError([messageOf(cause)]);
  }
}

async function importPlugin(name: string, file: ConfigFile): Promise<unknown> {
  const isPath = name.startsWith(".") || isAbsolute(name);
  try {
    const target = isPath ? resolve(file.folder, name) : createRequire(join(file.folder, "plugins.js")).resolve(name);
    return await import(pathToFileURL(isPath ? entryOf(target) : target).href);
  } catch (cause) {
    throw new ConfigError([
      `${file.path}:${file.lineOf(["plugins"])}: plugin ${name} could not be loaded: ${messageOf(cause)}`,
    ]);
  }
}

/** A folder's entry as its package.json says, or the file itself. */
function entryOf(path: string): string {
  return createRequire(join(path, "..", "plugins.js")).resolve(path);
}

function messageOf(cause: unknown): string {
  return cause instanceof Error ? cause.message : String(cause);
}
