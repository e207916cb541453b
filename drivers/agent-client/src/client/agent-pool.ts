import { createHash } from "node:crypto";
import { DriverError, type Node, type NodeTask } from "@steelyard/interfaces";
import { Pool } from "undici";
import { type AgentTrust, agentTrust } from "../transport/agent-trust.js";
import { type AgentClock, systemClock } from "../transport/pause.js";
import { AgentClient } from "./agent-client.js";
import { AgentConnection } from "./agent-connection.js";

/** @public */
export interface AgentPoolOptions {
  /** How long an agent may take to answer one request, in milliseconds. Default 60 000. */
  readonly commandTimeoutMs?: number;
  /** How long a connection may take to open, in milliseconds. Default 10 000. */
  readonly connectTimeoutMs?: number;
  /** How often a request is tried on connection problems. Default 3. */
  readonly attempts?: number;
  /** The pause behind the first failed attempt, in milliseconds; doubled each time, with jitter. Default 500. */
  readonly firstPauseMs?: number;
  /** Whether certificates are verified where neither the agent nor the node says which. Default true. */
  readonly verifyCa?: boolean;
  /** Oldest TLS version taken. Default 1.3, as Ironic's `[agent] tls_minimum_version`. */
  readonly tlsMinVersion?: "1.2" | "1.3";
  /** How long an idle connection is kept, in milliseconds. Default 4 000. */
  readonly keepAliveMs?: number;
  /** Longest answer taken, in bytes. Default 64 MiB. */
  readonly maxAnswerBytes?: number;
  /** Nodes whose connections are kept; those of the node used least recently are closed. Default 1 000. */
  readonly maxNodes?: number;
  readonly clock?: AgentClock;
}

interface Entry {
  /** Address and trust it was made for; an agent that restarted has others. */
  readonly key: string;
  readonly dispatcher: Pool;
}

/** The connections to the agents of all nodes a process works on. @public */
export class AgentPool {
  readonly #options: Required<AgentPoolOptions>;
  /** By node; in order of use, the least recent first. */
  readonly #entries = new Map<string, Entry>();
  #isClosed = false;

  constructor(options: AgentPoolOptions = {}) {
    this.#options = {
      commandTimeoutMs: 60_000,
      connectTimeoutMs: 10_000,
      attempts: 3,
      firstPauseMs: 500,
      verifyCa: true,
      tlsMinVersion: "1.3",
      keepAliveMs: 4_000,
      maxAnswerBytes: 64 * 2 ** 20,
      maxNodes: 1_000,
      clock: systemClock,
      ...options,
    };
  }

  /**
   * The client of the agent that runs on a task's node. Opens no connection.
   *
   * @remarks The address is the one the agent sent with its heartbeat, `driver_internal_info/agent_url`.
   * @throws DriverError `AGENT_UNREACHABLE` when no agent has called yet, `INVALID_PARAMETER` for an `agent_verify_ca` that is none
   */
  async for(task: NodeTask): Promise<AgentClient> {
    const { node, signal } = task;
    const url = agentUrl(node);
    const dispatcher = this.#dispatcher(node.uuid, url, await agentTrust(node, this.#options.verifyCa));
    const token = node.driverInternalInfo["agent_secret_token"];
    const { clock, attempts, commandTimeoutMs, firstPauseMs, maxAnswerBytes } = this.#options;
    return new AgentClient(
      new AgentConnection({
        dispatcher,
        url: url.href.replace(/\/+$/, ""),
        token: typeof token === "string" ? token : undefined,
        clock,
        attempts,
        commandTimeoutMs,
        firstPauseMs,
        maxAnswerBytes,
        signal,
        beforeWrite: () => task.assertOwned(),
      }),
    );
  }

  /** Closes the connections to the agent of a node, which is about to go away. */
  async forget(nodeUuid: string): Promise<void> {
    const entry = this.#entries.get(nodeUuid);
    this.#entries.delete(nodeUuid);
    await entry?.dispatcher.destroy();
  }

  /** Ends all connections. */
  async close(): Promise<void> {
    this.#isClosed = true;
    const entries = [...this.#entries.values()];
    this.#entries.clear();
    await Promise.all(entries.map(({ dispatcher }) => dispatcher.destroy()));
  }

  #dispatcher(nodeUuid: string, url: URL, trust: AgentTrust): Pool {
    if (this.#isClosed) throw new DriverError("ABORTED", { reason: "The process ends." });
    const key = createHash("sha256")
      .update(JSON.stringify([url.origin, trust]))
      .digest("base64");
    const known = this.#entries.get(nodeUuid);
    this.#entries.delete(nodeUuid);
    if (known !== undefined && known.key !== key) closeWhenIdle(known);
    const entry = known?.key === key ? known : { key, dispatcher: this.#open(url, trust) };
    this.#entries.set(nodeUuid, entry);
    this.#evict();
    return entry.dispatcher;
  }

  #open(url: URL, trust: AgentTrust): Pool {
    const { connectTimeoutMs, keepAliveMs, tlsMinVersion } = this.#options;
    return new Pool(url.origin, {
      connect: { ...trust, timeout: connectTimeoutMs, minVersion: tlsMinVersion === "1.2" ? "TLSv1.2" : "TLSv1.3" },
      // An agent runs one command at a time; a request that is given up gives its connection up too.
      connections: 1,
      pipelining: 1,
      keepAliveTimeout: keepAliveMs,
      keepAliveMaxTimeout: keepAliveMs,
      // Each request has a limit of its own.
      headersTimeout: 0,
      bodyTimeout: 0,
    });
  }

  #evict(): void {
    for (const [nodeUuid, entry] of this.#entries) {
      if (this.#entries.size <= this.#options.maxNodes) return;
      this.#entries.delete(nodeUuid);
      closeWhenIdle(entry);
    }
  }
}

/** Requests under way end first; a failure to close concerns nobody any more. */
function closeWhenIdle({ dispatcher }: Entry): void {
  dispatcher.close(() => undefined);
}

function agentUrl(node: Node): URL {
  const text = node.driverInternalInfo["agent_url"];
  if (typeof text !== "string" || text === "")
    throw new DriverError("AGENT_UNREACHABLE", { reason: "No agent of this node has called yet." });
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url === undefined || (url.protocol !== "http:" && url.protocol !== "https:"))
    throw new DriverError("INVALID_PARAMETER", {
      reason: "driver_internal_info/agent_url is not an http or https URL.",
    });
  return url;
}
