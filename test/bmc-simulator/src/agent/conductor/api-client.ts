import { AgentError, reasonOf } from "../agent-error.js";
import type { HttpAnswer, HttpClient } from "../http-client.js";
import { isJsonObject, objectOr } from "../json.js";

/** Major and minor of an API version. */
export type ApiVersion = readonly [number, number];

const OLDEST: ApiVersion = [1, 31];
const SINCE = { version: 36, token: 62, verifyCa: 68 } as const;

export interface ApiClientOptions {
  readonly http: HttpClient;
  readonly urls: readonly string[];
  readonly requestTimeoutMs: number;
  /** Version to speak; undefined: what the API calls its default. */
  readonly apiVersion: string | undefined;
  readonly globalRequestId: string | undefined;
}

export interface Heartbeat {
  readonly nodeUuid: string;
  readonly callbackUrl: string;
  readonly agentVersion: string;
  /** PEM of the agent's own certificate. */
  readonly certificate: string | undefined;
}

/**
 * The calls of the agent to the bare metal API, made to any of its addresses: the one that answered last comes first.
 *
 * @remarks Source: ironic-python-agent `ironic_api_client.py`.
 */
export class ApiClient {
  token: string | undefined;
  #urls: readonly string[];
  #version: ApiVersion | undefined;
  readonly #options: ApiClientOptions;

  constructor(options: ApiClientOptions) {
    this.#options = options;
    this.#urls = options.urls;
  }

  /** The address used now. */
  get url(): string {
    return this.#urls[0] as string;
  }

  async supportsAutoTls(): Promise<boolean> {
    const [, minor] = await this.#apiVersion();
    return minor >= SINCE.verifyCa;
  }

  /** One look-up; rejects when no address answers. */
  async lookup(query: { readonly addresses: readonly string[]; readonly nodeUuid?: string }): Promise<HttpAnswer> {
    const [major, minor] = await this.#apiVersion();
    const search = new URLSearchParams({ addresses: query.addresses.join(",") });
    if (query.nodeUuid !== undefined) search.set("node_uuid", query.nodeUuid);
    return this.#send("GET", `/v1/lookup?${search}`, [major, Math.min(minor, SINCE.token)]);
  }

  /** @throws AgentError `HeartbeatConflictError` on 409, `HeartbeatError` on all other answers but 202 */
  async heartbeat({ nodeUuid, callbackUrl, agentVersion, certificate }: Heartbeat): Promise<void> {
    const [major, minor] = await this.#apiVersion();
    const body = {
      callback_url: callbackUrl,
      ...(minor >= SINCE.token ? { agent_token: this.token ?? null } : {}),
      ...(minor >= SINCE.version ? { agent_version: agentVersion } : {}),
      ...(minor >= SINCE.verifyCa && certificate !== undefined ? { agent_verify_ca: certificate } : {}),
    };
    const version: ApiVersion = [major, Math.min(minor, SINCE.verifyCa)];
    const answer = await this.#send("POST", `/v1/heartbeat/${nodeUuid}`, version, body);
    if (answer.status === 202) return;
    throw new AgentError(answer.status === 409 ? "HeartbeatConflictError" : "HeartbeatError", errorOf(answer));
  }

  async #apiVersion(): Promise<ApiVersion> {
    if (this.#version !== undefined) return this.#version;
    const given = versionOf(this.#options.apiVersion);
    if (given !== undefined) {
      this.#version = given;
      return given;
    }
    const answer = await this.#send("GET", "/").catch(() => undefined);
    const found = versionOf(objectOr(objectOr(answer?.json)["default_version"])["version"]);
    if (found !== undefined) this.#version = found;
    return found ?? OLDEST;
  }

  async #send(method: "GET" | "POST", path: string, version?: ApiVersion, json?: unknown): Promise<HttpAnswer> {
    const { http, requestTimeoutMs, globalRequestId } = this.#options;
    const headers = {
      ...(version === undefined ? {} : { "x-openstack-ironic-api-version": version.join(".") }),
      ...(globalRequestId === undefined ? {} : { "x-openstack-request-id": globalRequestId }),
    };
    const problems: string[] = [];
    for (const [index, url] of this.#urls.entries()) {
      try {
        const answer = await http.send({ method, url: `${url}${path}`, headers, json, timeoutMs: requestTimeoutMs });
        this.#urls = [...this.#urls.slice(index), ...this.#urls.slice(0, index)];
        return answer;
      } catch (error) {
        problems.push(`${url}: ${reasonOf(error)}`);
      }
    }
    throw new Error(problems.join("; "));
  }
}

function versionOf(value: unknown): ApiVersion | undefined {
  const found = typeof value === "string" ? /^(\d+)\.(\d+)$/.exec(value) : null;
  return found === null ? undefined : [Number(found[1]), Number(found[2])];
}

/** The text of an error body, which is JSON inside JSON in old versions. */
export function errorOf({ status, json, text }: HttpAnswer): string {
  let found: unknown = isJsonObject(json) ? (json["error_message"] ?? json) : undefined;
  if (typeof found === "string") {
    try {
      found = JSON.parse(found) as unknown;
    } catch {
      return `Error ${status}: ${String(found)}`;
    }
  }
  const { faultstring, title } = objectOr(found) as { readonly faultstring?: unknown; readonly title?: unknown };
  return `Error ${status}: ${String(faultstring ?? title ?? text)}`;
}
