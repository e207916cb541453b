import type { JsonValue, Node } from "@steelyard/interfaces";
import { type Heartbeat, isStoreError, RequestError } from "@steelyard/runtime-interfaces";
import { isWait } from "@steelyard/state-machine";
import type { ConductorParts } from "../conductor-options.js";
import { flowOf } from "../flow/flow-of-state.js";
import { isSameToken } from "./agent-token.js";

/**
 * Takes an agent's heartbeat: what it says is stored and the node's waiting action becomes due, in one transaction.
 *
 * @remarks
 * Source: Ironic `ironic.conductor.manager.heartbeat`, `[conductor] allow_provisioning_in_maintenance`; reference "Agent" §2.
 * @throws RequestError `NOT_FOUND`, `INVALID`
 */
export async function heartbeat(
  parts: ConductorParts,
  ident: { readonly uuid: string } | { readonly name: string },
  beat: Heartbeat,
): Promise<void> {
  const node = await parts.store.nodes.get(ident).catch((error: unknown) => {
    if (isStoreError(error, "NOT_FOUND")) throw new RequestError("NOT_FOUND", "Not found.");
    throw error;
  });
  checkToken(node, beat);
  checkVersion(beat);
  checkUrl(parts, node, beat);
  const { allowProvisioningInMaintenance } = parts.config.conductor;
  const seconds = flowOf(node.provisionState)?.callbackTimeout?.(parts.config.conductor) ?? 0;
  const limit = isWait(node.provisionState) ? { deadlineMs: seconds === 0 ? null : seconds * 1000 } : {};
  const set = factsOf(beat, parts.clock.now());
  await parts.store.transaction(async (tx) => {
    await tx.nodes.update(node.uuid, { merge: { driverInternalInfo: { set } } }, { kind: "none" });
    // The work of a node in maintenance pauses, and goes on with the first call after it.
    if (node.maintenance && allowProvisioningInMaintenance) return;
    await tx.actions.notify(node.uuid, node.maintenance ? { maintenance: true } : { heartbeat: true }, limit);
  });
}

function checkToken(node: Node, { agentToken }: Heartbeat): void {
  const stored = node.driverInternalInfo["agent_secret_token"];
  if (agentToken === null || typeof stored !== "string" || !isSameToken(agentToken, stored))
    throw new RequestError("INVALID", "Invalid or missing agent token.");
}

/** Anaconda, which tells its status, has no version of its own. */
function checkVersion({ agentVersion, agentStatus }: Heartbeat): void {
  if (agentVersion === null && agentStatus === null)
    throw new RequestError("INVALID", "The agent sent no agent_version, and a version is required.");
}

function checkUrl({ config }: ConductorParts, node: Node, beat: Heartbeat): void {
  const { callbackUrl } = beat;
  const url = URL.canParse(callbackUrl) ? new URL(callbackUrl) : undefined;
  if (url === undefined || (url.protocol !== "http:" && url.protocol !== "https:"))
    throw new RequestError("INVALID", "callback_url is not an http or https URL.");
  if (config.agent.requireTls && url.protocol !== "https:")
    throw new RequestError("INVALID", "callback_url must be https: [agent] require_tls is set.");
  const stored = node.driverInternalInfo["agent_url"];
  if (typeof stored === "string" && stored !== callbackUrl)
    throw new RequestError("INVALID", "Detected change in ramdisk provided callback_url.");
  const storedCa = node.driverInternalInfo["agent_verify_ca"];
  if (typeof storedCa === "string" && beat.agentVerifyCa !== null && storedCa !== beat.agentVerifyCa)
    throw new RequestError("INVALID", "Detected change in ramdisk provided agent_verify_ca.");
}

function factsOf(beat: Heartbeat, now: Date): Record<string, JsonValue> {
  return {
    agent_url: beat.callbackUrl,
    agent_last_heartbeat: now.toISOString(),
    ...(beat.agentVersion === null ? {} : { agent_version: beat.agentVersion }),
    ...(beat.agentVerifyCa === null ? {} : { agent_verify_ca: beat.agentVerifyCa }),
    ...(beat.agentStatus === null ? {} : { agent_status: beat.agentStatus }),
    ...(beat.agentStatusMessage === null ? {} : { agent_status_message: beat.agentStatusMessage }),
  };
}
