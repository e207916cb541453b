import type { SecureVersion } from "node:tls";
import { pause } from "../machine/pause.js";
import type { AgentOptions } from "./agent.js";
import { AgentError, reasonOf } from "./agent-error.js";
import type { AgentLog } from "./agent-log.js";
import { type AgentMemory, conductorConfig, newMemory } from "./agent-memory.js";
import type { AgentSettings } from "./agent-settings.js";
import { CommandRunner } from "./commands/command-runner.js";
import { COMMANDS } from "./commands/command-table.js";
import { ApiClient } from "./conductor/api-client.js";
import { Heartbeater } from "./conductor/heartbeater.js";
import { inspect } from "./conductor/inspection.js";
import { type LookupResult, lookupNode } from "./conductor/lookup.js";
import type { HttpClient } from "./http-client.js";
import { type AgentServer, startAgentServer } from "./server/agent-server.js";
import { type AgentCertificate, makeCertificate } from "./server/certificate.js";
import { route } from "./server/routes.js";

/** Names a token that was handed out before. */
const HIDDEN_TOKEN = "******";
const LEAST_TOKEN = 32;
const TLS_VERSIONS: Readonly<Record<string, SecureVersion>> = { "1.2": "TLSv1.2", "1.3": "TLSv1.3" };

/** What one life of the agent has for itself. */
export interface RunParts {
  readonly settings: AgentSettings;
  readonly http: HttpClient;
  readonly log: AgentLog;
  readonly signal: AbortSignal;
}

/** One life of the agent, from its start to the end of its signal. */
export class AgentRun {
  readonly #options: AgentOptions;
  readonly #parts: RunParts;
  readonly #memory: AgentMemory;
  readonly #api: ApiClient | undefined;
  #leaving: { readonly isLocked: boolean } | undefined;
  /** Aborted when the API is to end. */
  readonly #left = new AbortController();

  constructor(options: AgentOptions, parts: RunParts) {
    this.#options = options;
    this.#parts = parts;
    const { settings, http } = parts;
    this.#memory = newMemory(settings.token);
    if (settings.apiUrls.length > 0)
      this.#api = new ApiClient({
        http,
        urls: settings.apiUrls,
        requestTimeoutMs: settings.requestTimeoutMs,
        apiVersion: settings.apiVersion,
        globalRequestId: settings.globalRequestId,
      });
  }

  async run(): Promise<void> {
    const { settings, log, signal } = this.#parts;
    const { hardware } = this.#options;
    log.write(`version ${this.#options.version} starts`);
    await pause(settings.hardwareDelayMs, signal);
    const nodeUuid = settings.inspectionUrls.length === 0 ? undefined : await this.#inspect();
    if (this.#api !== undefined) this.#take(await this.#lookup(this.#api, nodeUuid));
    else log.write("there is no address of the API: neither look-up nor heartbeats");
    if (this.#leaving === undefined) await this.#serve();
    if (this.#leaving?.isLocked === true) {
      hardware.journal("agent-lockdown");
      await hardware.takeNetworkDown();
    }
    await untilAborted(signal);
  }

  async #inspect(): Promise<string | undefined> {
    const { hardware, timing } = this.#options;
    return inspect({ hardware, timing, ...this.#parts }).catch((error: unknown) => {
      this.#parts.signal.throwIfAborted();
      this.#parts.log.write(reasonOf(error));
      hardware.journal("agent-inspection-failed", { reason: reasonOf(error) });
      return undefined;
    });
  }

  async #lookup(api: ApiClient, nodeUuid: string | undefined): Promise<LookupResult> {
    const { settings, log, signal } = this.#parts;
    const { hardware, timing, random } = this.#options;
    const addresses = (await hardware.nics()).map(({ macAddress }) => macAddress);
    const { lookupTimeoutMs: timeoutMs, lookupIntervalMs: intervalMs } = settings;
    return lookupNode({ api, addresses, nodeUuid, timeoutMs, intervalMs, timing, random, log, signal });
  }

  #take({ node, config }: LookupResult): void {
    const { log } = this.#parts;
    log.write(`this is node ${node.uuid}`);
    this.#options.hardware.journal("agent-lookup", { node: node.uuid });
    this.#memory.node = node;
    this.#memory.config = conductorConfig(config);
    const given = config["agent_token"];
    if (typeof given === "string" && given.length >= LEAST_TOKEN) this.#memory.token = given;
    else if (given === HIDDEN_TOKEN && this.#memory.token === undefined) {
      log.write("the token was handed out before, and it is not known here");
      this.#leaving = { isLocked: true };
    }
    if (this.#api !== undefined) this.#api.token = this.#memory.token;
  }

  async #serve(): Promise<void> {
    const { settings, log, signal } = this.#parts;
    const { timing, random, listen } = this.#options;
    const serving = AbortSignal.any([signal, this.#left.signal]);
    const address = await this.#address();
    const certificate = await this.#certificate(address);
    let heartbeater: Heartbeater | undefined;
    const runner = new CommandRunner({
      host: this.#host(),
      commands: COMMANDS,
      signal,
      onEnd: () => heartbeater?.force(),
    });
    const afterwards = (): void => {
      if (this.#leaving !== undefined) this.#left.abort();
    };
    const server = await startAgentServer({
      host: settings.listenHost ?? listen.host,
      port: settings.listenPort ?? listen.port,
      tls: this.#tls(certificate),
      handle: (request) => route(request, { memory: this.#memory, runner, version: this.#options.version, afterwards }),
    });
    try {
      log.write(`serves on port ${server.port}`);
      if (this.#api !== undefined) {
        const beat = this.#beat(this.#api, this.#callbackUrl(address, server, certificate), certificate);
        const timeoutMs = this.#memory.config.heartbeatTimeoutMs;
        heartbeater = new Heartbeater({ beat, timeoutMs, timing, random, log, signal: serving });
        await heartbeater.run();
      }
      await untilAborted(serving);
    } finally {
      await server.close();
      await runner.idle();
    }
  }

  #beat(api: ApiClient, callbackUrl: string, certificate: AgentCertificate | undefined): () => Promise<void> {
    const nodeUuid = String(this.#memory.node["uuid"]);
    const { version: agentVersion } = this.#options;
    return () => api.heartbeat({ nodeUuid, callbackUrl, agentVersion, certificate: certificate?.certificate });
  }

  async #address(): Promise<string> {
    const { settings } = this.#parts;
    if (settings.advertiseHost !== undefined) return settings.advertiseHost;
    const [url = "http://localhost"] = settings.apiUrls;
    const found = await this.#options.hardware.addressTowards(new URL(url).hostname);
    if (found === null) throw new AgentError("LookupAgentIPError", "Agent could not find a valid IP address.");
    return found;
  }

  async #certificate(address: string): Promise<AgentCertificate | undefined> {
    if (!this.#options.autoTls || this.#api === undefined || !(await this.#api.supportsAutoTls())) return undefined;
    return makeCertificate(address, this.#options.hardware.hostname, this.#parts.settings.tlsCurve);
  }

  #tls(certificate: AgentCertificate | undefined) {
    if (certificate === undefined) return undefined;
    const { config } = this.#memory;
    const wanted = config.tlsMinVersion ?? this.#parts.settings.tlsMinVersion;
    const minVersion = TLS_VERSIONS[wanted];
    if (minVersion === undefined) throw new AgentError("RESTError", `${wanted} is not a version of TLS`);
    const ciphers = config.tlsCipherSuites ?? this.#parts.settings.tlsCipherSuites;
    return { ...certificate, minVersion, ciphers };
  }

  #callbackUrl(address: string, { port }: AgentServer, certificate: AgentCertificate | undefined): string {
    const { advertiseProtocol, advertisePort } = this.#parts.settings;
    const host = address.includes(":") ? `[${address}]` : address;
    return `${certificate === undefined ? advertiseProtocol : "https"}://${host}:${advertisePort ?? port}`;
  }

  #host() {
    const { hardware, temporaryFolder, timing } = this.#options;
    const { http, settings, log, signal } = this.#parts;
    return {
      hardware,
      http,
      settings,
      log,
      memory: this.#memory,
      temporaryFolder,
      shutDown: (change: "off" | "reset"): void => {
        void pause(timing.shutdownMs, signal).then(
          () => hardware.power(change),
          () => undefined,
        );
      },
      leave: (how: { readonly isLocked: boolean }): void => {
        this.#leaving = how;
      },
    };
  }
}

async function untilAborted(signal: AbortSignal): Promise<void> {
  if (signal.aborted) return;
  await new Promise<void>((resolve) => signal.addEventListener("abort", () => resolve(), { once: true }));
}
