import { pause } from "../../machine/pause.js";
import { AgentError, reasonOf } from "../agent-error.js";
import type { AgentLog } from "../agent-log.js";
import type { AgentTiming } from "../agent-timing.js";
import type { HttpAnswer } from "../http-client.js";
import { isJsonObject, type JsonObject, objectOr } from "../json.js";
import { type ApiClient, errorOf } from "./api-client.js";

/** What a look-up answers. */
export interface LookupResult {
  readonly node: JsonObject & { readonly uuid: string };
  readonly config: JsonObject;
}

export interface LookupOptions {
  readonly api: ApiClient;
  readonly addresses: readonly string[];
  readonly nodeUuid: string | undefined;
  readonly timeoutMs: number;
  readonly intervalMs: number;
  readonly timing: AgentTiming;
  readonly random: () => number;
  readonly log: AgentLog;
  readonly signal: AbortSignal;
}

/**
 * Asks who this machine is until the API says it.
 *
 * @remarks Source: ironic-python-agent `ironic_api_client.py`, `lookup_node`.
 * @throws AgentError `LookupNodeError` when it does not in `timeoutMs`
 */
export async function lookupNode(options: LookupOptions): Promise<LookupResult> {
  const { api, addresses, nodeUuid, timing, random, log, signal } = options;
  const deadline = performance.now() + options.timeoutMs;
  let conflicts = 0;
  for (let attempt = 0; ; attempt += 1) {
    const query = { addresses, ...(nodeUuid === undefined ? {} : { nodeUuid }) };
    const answer = await api.lookup(query).catch((error: unknown) => {
      signal.throwIfAborted();
      log.write(`look-up: no answer: ${reasonOf(error)}`);
      return undefined;
    });
    const result = answer === undefined ? undefined : resultOf(answer);
    if (result !== undefined) return result;
    if (answer !== undefined) log.write(`look-up at ${api.url} failed: ${errorOf(answer)}`);
    if (answer?.status === 409) {
      const [first, second, later] = timing.lookupConflictMs;
      await pause(conflicts === 0 ? first : conflicts === 1 ? second : later, signal);
      conflicts += 1;
    }
    if (performance.now() >= deadline)
      throw new AgentError("LookupNodeError", "Could not look up node info. Check logs for details.");
    const most = Math.min(options.intervalMs * 2 ** attempt, timing.lookupMaxIntervalMs);
    await pause(options.intervalMs + random() * Math.max(most - options.intervalMs, 0), signal);
  }
}

function resultOf({ status, json }: HttpAnswer): LookupResult | undefined {
  if (status !== 200 || !isJsonObject(json)) return undefined;
  const { node, config, heartbeat_timeout: oldTimeout } = json as Record<string, unknown>;
  if (!isJsonObject(node) || typeof node["uuid"] !== "string") return undefined;
  const found = isJsonObject(config) ? config : { heartbeat_timeout: oldTimeout };
  if (typeof objectOr(found)["heartbeat_timeout"] !== "number") return undefined;
  return { node: { ...node, uuid: node["uuid"] }, config: found };
}
