import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { createServer as createHttpsServer } from "node:https";
import type { AddressInfo } from "node:net";
import { Agent, request } from "undici";
import { until } from "./until.test.support.js";

/** A heartbeat as it came. */
export interface HeartbeatBody {
  readonly callback_url: string;
  readonly agent_token: string | null;
  readonly agent_version: string;
  readonly agent_verify_ca?: string;
}

export interface ScriptedAnswer {
  readonly status: number;
  readonly json?: unknown;
  readonly bytes?: Uint8Array;
}

export const TOKEN = "t".repeat(43);
export const NODE_UUID = "4f1c8d5e-0f3a-4c55-9b0e-3f6a1b2c3d4e";

/** A small API server that answers what it is told to, and an image server; remembers what was asked. */
export class ScriptedApi {
  readonly requests: { readonly method: string; readonly url: URL; readonly headers: IncomingMessage["headers"] }[] =
    [];
  readonly heartbeats: HeartbeatBody[] = [];
  readonly inspections: Record<string, unknown>[] = [];
  /** Files by path, e.g. `/image.raw`. A function answers by itself. */
  readonly files = new Map<string, Uint8Array | ((response: ServerResponse) => void)>();
  node: Record<string, unknown> = { uuid: NODE_UUID, properties: {}, instance_info: {}, driver_internal_info: {} };
  config: Record<string, unknown> = {
    heartbeat_timeout: 300,
    agent_token: TOKEN,
    agent_token_required: true,
    agent_md5_checksum_enable: false,
    permitted_image_formats: ["raw", "gpt", "qcow2", "iso"],
  };
  version = "1.115";
  /** Answers given before the usual ones, first in first out, by path prefix. */
  readonly script: { readonly path: string; readonly answer: ScriptedAnswer }[] = [];
  readonly #server;
  #url = "";

  private constructor(tls?: { readonly key: string; readonly cert: string }) {
    const listener = (request: IncomingMessage, response: ServerResponse) => void this.#serve(request, response);
    this.#server = tls === undefined ? createServer(listener) : createHttpsServer(tls, listener);
  }

  static async start(tls?: { readonly key: string; readonly cert: string }): Promise<ScriptedApi> {
    const api = new ScriptedApi(tls);
    await new Promise<void>((resolve) => api.#server.listen(0, "127.0.0.1", resolve));
    api.#url = `${tls === undefined ? "http" : "https"}://127.0.0.1:${(api.#server.address() as AddressInfo).port}`;
    return api;
  }

  get url(): string {
    return this.#url;
  }

  /** The `count`th heartbeat. */
  async heartbeat(count = 1): Promise<HeartbeatBody> {
    await until(() => this.heartbeats.length >= count);
    return this.heartbeats[count - 1] as HeartbeatBody;
  }

  async close(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise<void>((resolve) => this.#server.close(() => resolve()));
  }

  async #serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const parts: Buffer[] = [];
    for await (const part of request) parts.push(part as Buffer);
    const url = new URL(request.url ?? "/", this.#url);
    this.requests.push({ method: request.method ?? "", url, headers: request.headers });
    const scripted = this.script.findIndex(({ path }) => url.pathname.startsWith(path));
    const [next] = scripted < 0 ? [] : this.script.splice(scripted, 1);
    const file = this.files.get(url.pathname);
    if (typeof file === "function") {
      file(response);
      return;
    }
    const body = parts.length === 0 ? undefined : (JSON.parse(Buffer.concat(parts).toString("utf8")) as unknown);
    const answer = next?.answer ?? (file === undefined ? this.#usual(url, body) : { status: 200, bytes: file });
    const bytes = answer.bytes ?? Buffer.from(answer.json === undefined ? "" : JSON.stringify(answer.json));
    response.writeHead(answer.status, { "content-length": bytes.length }).end(bytes);
  }

  #usual(url: URL, body: unknown): ScriptedAnswer {
    if (url.pathname === "/") return { status: 200, json: { default_version: { version: this.version } } };
    if (url.pathname === "/v1/lookup") return { status: 200, json: { node: this.node, config: this.config } };
    if (url.pathname.startsWith("/v1/heartbeat/")) {
      this.heartbeats.push(body as HeartbeatBody);
      return { status: 202 };
    }
    if (url.pathname === "/v1/continue_inspection") {
      this.inspections.push(body as Record<string, unknown>);
      return { status: 202, json: { uuid: NODE_UUID } };
    }
    return { status: 404 };
  }
}

/** What the agent shows of a command. */
export interface ShownCommand {
  readonly id: string;
  readonly command_name: string;
  readonly command_status: string;
  readonly command_error: { readonly type: string; readonly code: number; readonly details: string } | null;
  readonly command_result: Record<string, unknown> | null;
}

/** The conductor's side of the agent's API. */
export class AgentCaller {
  readonly #url: string;
  readonly #dispatcher: Agent;
  token: string | undefined = TOKEN;

  constructor({ callback_url, agent_verify_ca: ca }: HeartbeatBody) {
    this.#url = callback_url;
    this.#dispatcher = new Agent({ connect: ca === undefined ? {} : { ca } });
  }

  async send(method: "GET" | "POST", path: string, json?: unknown) {
    const url = new URL(path, this.#url);
    if (this.token !== undefined) url.searchParams.set("agent_token", this.token);
    const { statusCode, body, headers } = await request(url, {
      method,
      dispatcher: this.#dispatcher,
      ...(json === undefined ? {} : { body: typeof json === "string" ? json : JSON.stringify(json) }),
    });
    const text = await body.text();
    return { status: statusCode, headers, json: (text === "" ? {} : JSON.parse(text)) as ShownCommand };
  }

  /** Runs a command to its end. */
  async run(name: string, params: Record<string, unknown> = {}): Promise<ShownCommand> {
    const { json } = await this.send("POST", "/v1/commands/?wait=true", { name, params });
    return json;
  }

  async close(): Promise<void> {
    await this.#dispatcher.close();
  }
}
