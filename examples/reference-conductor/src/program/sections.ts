import { AGENT_CONFIG, CONDUCTOR_CONFIG, type ConfigSection, DEPLOY_CONFIG } from "@steelyard/interfaces";
import { DATABASE_CONFIG } from "@steelyard/store-sql";
import { API_CONFIG, AUTH_CONFIG, DEFAULT_CONFIG, LOG_CONFIG, MEMBERSHIP_CONFIG } from "../config/program-config.js";
import type { LoadedModules } from "./load-modules.js";

const OWN = [
  DEFAULT_CONFIG,
  API_CONFIG,
  AUTH_CONFIG,
  DATABASE_CONFIG,
  MEMBERSHIP_CONFIG,
  LOG_CONFIG,
  CONDUCTOR_CONFIG,
  DEPLOY_CONFIG,
  AGENT_CONFIG,
] as unknown as readonly ConfigSection<object>[];

/** Every section of the configuration: the program's own and those of what is loaded. */
export function allSections({ drivers, plugins }: LoadedModules): readonly ConfigSection<object>[] {
  const found = new Map(OWN.map((section) => [section.section, section]));
  for (const { config } of [...drivers, ...plugins]) {
    for (const section of config) if (!found.has(section.section)) found.set(section.section, section);
  }
  return [...found.values()];
}
