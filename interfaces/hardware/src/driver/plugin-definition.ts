import type { ConfigSection } from "../config/config-section.js";
import { INTERFACES_VERSION } from "./driver-definition.js";
import type { Provider } from "./token.js";

/** A replaceable service as data. @public */
export interface PluginDefinition {
  readonly kind: "steelyard/plugin";
  readonly interfacesVersion: string;
  readonly id: string;
  readonly providers: readonly Provider[];
  readonly config: readonly ConfigSection<object>[];
}

/** Declares a plugin: which tokens it supplies. @public */
export function definePlugin(input: {
  readonly id: string;
  readonly providers: readonly Provider[];
  readonly config?: readonly ConfigSection<object>[];
}): PluginDefinition {
  return {
    kind: "steelyard/plugin",
    interfacesVersion: INTERFACES_VERSION,
    id: input.id,
    providers: input.providers,
    config: input.config ?? [],
  };
}
