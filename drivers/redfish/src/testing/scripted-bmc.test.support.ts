import { createServer, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import type { JsonObject, JsonValue } from "@steelyard/interfaces";

/** A request as the BMC got it. */
export interface Seen {
  readonly method: string;
  readonly path: string;
  readonly json: JsonValue | undefined;
}

export interface Answer {
  readonly status: number;
  readonly headers?: Record<string, string>;
  readonly json?: JsonValue;
}

/** `lose`: the connection is cut without an answer; `hang`: nothing is ever answered. */
export type Reply = Answer | "lose" | "hang";

type Handler = (request: Seen) => Reply | undefined;

/** The body of an error as services send it. Source: DSP0266, "Error responses". */
export function errorBody(messageId: string, args: readonly string[] = []): JsonObject {
  return {
    error: {
      code: "Base.1.8.GeneralError",
      message: "See ExtendedInfo.",
      "@Message.ExtendedInfo": [{ MessageId: messageId, Message: `Said by ${messageId}`, MessageArgs: [...args] }],
    },
  };
}

/**
 * A Redfish service on 127.0.0.1 over a tree of resources: it serves and merges what the tree holds, and everything else as a
 * test scripts it.
 */
export class ScriptedBmc {
  readonly tree: Map<string, JsonObject>;
  readonly seen: Seen[] = [];
  url = "";
  #isHanging = false;
  readonly #handlers: { readonly key: string; readonly handler: Handler; left: number }[] = [];
  readonly #server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", () => {
      const text = Buffer.concat(chunks).toString();
      const one: Seen = {
        method: request.method ?? "",
        path: decodeURIComponent((request.url ?? "").split("?")[0] ?? "").replace(/(.)\/$/, "$1"),
        json: text === "" ? undefined : (JSON.parse(text) as JsonValue),
      };
      this.seen.push(one);
      const reply = this.#isHanging ? "hang" : this.#reply(one);
      if (reply === "lose") request.socket.destroy();
      else if (reply !== "hang") send(response, reply);
    });
  });

  private constructor(tree: Readonly<Record<string, JsonObject>>) {
    this.tree = new Map(Object.entries(structuredClone(tree)));
  }

  static async start(tree: Readonly<Record<string, JsonObject>>): Promise<ScriptedBmc> {
    const bmc = new ScriptedBmc(tree);
    await new Promise<void>((resolve) => bmc.#server.listen(0, "127.0.0.1", resolve));
    bmc.url = `http://127.0.0.1:${(bmc.#server.address() as AddressInfo).port}`;
    return bmc;
  }

  /** Answers `METHOD path` by `handler`; the newest that answers counts. `times`: how often, default always. */
  on(key: string, handler: Handler | Reply, times = Number.POSITIVE_INFINITY): this {
    this.#handlers.unshift({ key, handler: typeof handler === "function" ? handler : () => handler, left: times });
    return this;
  }

  /** Changes attributes of a resource, as the machine itself would. */
  set(path: string, changes: JsonObject): void {
    this.tree.set(path, merged(this.tree.get(path) ?? {}, changes));
  }

  /** The writes that arrived, log-ins aside. */
  writes(): readonly Seen[] {
    return this.seen.filter(({ method, path }) => method !== "GET" && !path.includes("/SessionService/"));
  }

  /** `METHOD path body` of the writes, for reading in a test. */
  log(): readonly string[] {
    return this.writes().map(({ method, path, json }) =>
      [method, path, ...(json === undefined ? [] : [JSON.stringify(json)])].join(" "),
    );
  }

  hang(): void {
    this.#isHanging = true;
  }

  async close(): Promise<void> {
    this.#server.closeAllConnections();
    if (!this.#server.listening) return;
    await new Promise<void>((resolve) => this.#server.close(() => resolve()));
  }

  #reply(request: Seen): Reply {
    const key = `${request.method} ${request.path}`;
    for (const entry of this.#handlers) {
      if (entry.key !== key || entry.left <= 0) continue;
      const reply = entry.handler(request);
      if (reply === undefined) continue;
      entry.left -= 1;
      return reply;
    }
    return this.#byDefault(request);
  }

  #byDefault({ method, path, json }: Seen): Reply {
    if (method === "POST" && path === "/redfish/v1/SessionService/Sessions")
      return { status: 201, headers: { "x-auth-token": "a-token", location: `${path}/1` }, json: {} };
    if (method === "DELETE" && path.startsWith("/redfish/v1/SessionService/")) return { status: 204 };
    const resource = this.tree.get(path);
    if (resource === undefined) return { status: 404, json: errorBody("Base.1.8.ResourceMissingAtURI", [path]) };
    if (method === "GET") return { status: 200, json: resource };
    if (method !== "PATCH") return { status: 405, json: errorBody("Base.1.8.OperationNotAllowed") };
    this.set(path, json as JsonObject);
    return { status: 204 };
  }
}

function merged(old: JsonObject, changes: JsonObject): JsonObject {
  const entries = Object.entries(changes).map(([key, value]): [string, JsonValue] => {
    const before = old[key];
    return [key, isObject(before) && isObject(value) ? merged(before, value) : value];
  });
  return { ...old, ...Object.fromEntries(entries) };
}

function isObject(value: JsonValue | undefined): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function send(response: ServerResponse, { status, headers = {}, json }: Answer): void {
  response.writeHead(status, { "content-type": "application/json", ...headers });
  response.end(json === undefined ? "" : JSON.stringify(json));
}
