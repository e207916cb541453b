import { createContainer, createHardware } from "@steelyard/container";
import { type EffectiveConfig, sectionOf } from "../config/load-config.js";
import { DEFAULT_CONFIG } from "../config/program-config.js";
import { enabledOf } from "./enabled.js";
import type { LoadedModules } from "./load-modules.js";

/** Hardware types as YAML-like lines: name, then each interface type with its implementations, the default starred. */
export function shownDrivers({ drivers }: LoadedModules, config: EffectiveConfig, isAll: boolean): string {
  const enabled = enabledOf(sectionOf(config, DEFAULT_CONFIG), drivers, () => undefined);
  const hardware = createHardware({ drivers, enabled, container: createContainer() });
  const types = isAll ? hardware.available() : hardware.hardwareTypes;
  return types
    .map(({ name, interfaces, defaults }) => {
      const lines = Object.entries(interfaces).map(([type, names]) => {
        const shown = names.map((each) => (each === defaults[type as keyof typeof defaults] ? `${each}*` : each));
        return `  ${type}: ${shown.join(" ")}`;
      });
      return `${name}:\n${lines.join("\n")}\n`;
    })
    .join("");
}
