import type { JsonObject, Node } from "@steelyard/interfaces";
import { isStoreError, RequestError } from "@steelyard/runtime-interfaces";
import { FAST_TRACK_LOOKUP_STATES, LOOKUP_STATES } from "@steelyard/state-machine";
import type { ConductorParts } from "../conductor-options.js";
import { MASKED_TOKEN, newAgentToken } from "./agent-token.js";

/** The agent sends no metrics. The keys are Ironic's, with its defaults: `ironic/conf/agent.py`, `[metrics]`. */
const NO_METRICS: JsonObject = {
  backend: "noop",
  prepend_host: false,
  prepend_uuid: false,
  prepend_host_reverse: true,
  global_prefix: null,
};

/**
 * Finds the node of a ramdisk and hands out its token, once.
 *
 * @remarks Source: Ironic `ironic.api.controllers.v1.ramdisk.LookupController`; reference "Agent" §2.
 * @throws RequestError `NOT_FOUND` without a detail: nothing can be learned from it
 */
export async function lookup(
  parts: ConductorParts,
  query: { readonly addresses: readonly string[]; readonly nodeUuid?: string },
): Promise<{ readonly node: Node; readonly config: JsonObject }> {
  const found = await find(parts, query);
  if (found === undefined || !mayLookUp(parts, found)) throw new RequestError("NOT_FOUND", "Not found.");
  const { node, token } = await handOutToken(parts, found.uuid);
  const { agent } = parts.config;
  return {
    node,
    config: {
      heartbeat_timeout: agent.ramdiskHeartbeatTimeout,
      agent_token: token,
      agent_token_required: true,
      agent_md5_checksum_enable: agent.allowMd5Checksum,
      permitted_image_formats: [...agent.permittedImageFormats],
      disable_deep_image_inspection: false,
      enable_bios_bootloader_install: false,
      agent_skip_bmc_detect: node.interfaces.management === "redfish",
      metrics: NO_METRICS,
      metrics_statsd: { statsd_host: "localhost", statsd_port: 8125 },
      agent_containers: {},
    },
  };
}

async function find(
  { store }: ConductorParts,
  { addresses, nodeUuid }: { readonly addresses: readonly string[]; readonly nodeUuid?: string },
): Promise<Node | undefined> {
  if (nodeUuid !== undefined) return store.nodes.find({ uuid: nodeUuid });
  return store.nodes.findByAddresses(addresses).catch((error: unknown) => {
    if (isStoreError(error, "DUPLICATE")) return undefined;
    throw error;
  });
}

function mayLookUp({ config }: ConductorParts, { provisionState }: Node): boolean {
  const isIn = (states: Iterable<string>) => new Set(states).has(provisionState);
  return isIn(LOOKUP_STATES) || (config.deploy.fastTrack && isIn(FAST_TRACK_LOOKUP_STATES));
}

/** Two lookups at once get one token: the first write of the transaction takes the row. */
function handOutToken({ store, clock }: ConductorParts, nodeUuid: string): Promise<{ node: Node; token: string }> {
  return store.transaction(async (tx) => {
    const at = clock.now().toISOString();
    const mark = { merge: { driverInternalInfo: { set: { agent_last_lookup: at } } } };
    const node = await tx.nodes.update(nodeUuid, mark, { kind: "none" });
    if (typeof node.driverInternalInfo["agent_secret_token"] === "string") return { node, token: MASKED_TOKEN };
    const token = newAgentToken();
    const changes = { merge: { driverInternalInfo: { set: { agent_secret_token: token } } } };
    return { node: await tx.nodes.update(nodeUuid, changes, { kind: "none" }), token };
  });
}
