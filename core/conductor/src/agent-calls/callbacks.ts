import { type Callbacks, configDefaults, DEPLOY_CONFIG, type DeployConfig, DriverError } from "@steelyard/interfaces";
import type { Store } from "@steelyard/runtime-interfaces";

/**
 * Tells agents where to call: `[deploy] external_callback_url`, or the APIs of all live conductors, so that no machine depends
 * on one process.
 *
 * @remarks Source: DESIGN §3, "A machine never depends on one process"; ironic-python-agent takes a comma list.
 * @public
 */
export function createCallbacks(
  store: Store,
  config: Pick<DeployConfig, "externalCallbackUrl"> = configDefaults(DEPLOY_CONFIG),
): Callbacks {
  return {
    async agentApiUrl() {
      if (config.externalCallbackUrl !== null) return config.externalCallbackUrl.replace(/\/+$/, "");
      const members = await store.conductors.list();
      const urls = members.flatMap(({ isAlive, address }) => (isAlive && address !== null ? [address] : []));
      if (urls.length > 0) return [...new Set(urls)].sort().join(",");
      throw new DriverError("MISSING_PARAMETER", {
        reason:
          "No live conductor has told the address of its API. Start the API, or set [deploy] external_callback_url.",
      });
    },
  };
}
