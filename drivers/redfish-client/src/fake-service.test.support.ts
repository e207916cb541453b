import { readFileSync } from "node:fs";
import { createServer, type IncomingHttpHeaders, type RequestListener, type ServerResponse } from "node:http";
import { createServer as createTlsServer } from "node:https";
import type { AddressInfo, Socket } from "node:net";
import type { RedfishClock } from "./index.js";

/** A request as the fake service got it. */
export interface Seen {
  readonly method: string;
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly text: string;
  readonly json: unknown;
  /** Which TCP connection it came on, counted from 1. */
  readonly connection: number;
}

/** What the fake service does: answer, never answer, cut the connection, or write these bytes. */
export type Reply =
  | { status: number; headers?: Record<string, string>; json?: unknown; text?: string; bytes?: Buffer }
  | "hang"
  | "drop"
  | { raw: string };

export interface FakeService {
  readonly url: string;
  readonly seen: Seen[];
  /** `METHOD path` of all requests. */
  log(): string[];
  close(): Promise<void>;
}

export type Handler = (request: Seen) => Reply | Promise<Reply>;

/** A real HTTP(S) server on 127.0.0.1 that answers as `handle` says and remembers what it was asked. */
export async function startService(
  handle: Handler,
  tls?: "test-only-localhost" | "test-only-other-host",
): Promise<FakeService> {
  const seen: Seen[] = [];
  const sockets = new Map<Socket, number>();
  let connections = 0;
  const listener: RequestListener = (request, response) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", () => {
      const text = Buffer.concat(chunks).toString();
      const one: Seen = {
        method: request.method ?? "",
        path: request.url ?? "",
        headers: request.headers,
        text,
        json: text === "" ? undefined : JSON.parse(text),
        connection: sockets.get(request.socket) ?? 0,
      };
      seen.push(one);
      Promise.resolve(handle(one)).then(
        (reply) => answer(response, request.socket, reply),
        (error: unknown) => answer(response, request.socket, { status: 599, text: String(error) }),
      );
    });
  };
  const pem = (kind: string): string => readFileSync(new URL(`./fixtures/${tls}.${kind}.pem`, import.meta.url), "utf8");
  const server =
    tls === undefined ? createServer(listener) : createTlsServer({ key: pem("key"), cert: pem("cert") }, listener);
  server.on(tls === undefined ? "connection" : "secureConnection", (socket: Socket) => {
    connections += 1;
    sockets.set(socket, connections);
    socket.on("close", () => sockets.delete(socket));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    url: `${tls === undefined ? "http" : "https"}://127.0.0.1:${(server.address() as AddressInfo).port}`,
    seen,
    log: () => seen.map(({ method, path }) => `${method} ${path}`),
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

/** The certificate of a fixture, as PEM. */
export function certificateOf(name: string): string {
  return readFileSync(new URL(`./fixtures/${name}.cert.pem`, import.meta.url), "utf8");
}

function answer(response: ServerResponse, socket: Socket, reply: Reply): void {
  if (reply === "hang") return;
  if (reply === "drop") {
    socket.destroy();
    return;
  }
  if ("raw" in reply) {
    socket.end(reply.raw);
    return;
  }
  const body = reply.bytes ?? reply.text ?? (reply.json === undefined ? "" : JSON.stringify(reply.json));
  response.writeHead(reply.status, { "content-type": "application/json", ...reply.headers });
  response.end(body);
}

/** A clock on which pauses take no time, and are remembered. */
export class LeapingClock implements RedfishClock {
  readonly pauses: number[] = [];
  #leapt = 0;

  now(): number {
    return performance.now() + this.#leapt;
  }

  wallNow(): number {
    return Date.UTC(2026, 0, 1) + this.#leapt;
  }

  async sleep(ms: number, signal: AbortSignal): Promise<void> {
    signal.throwIfAborted();
    this.pauses.push(ms);
    this.#leapt += ms;
  }
}

/** A service with sessions and one system, for tests that look at something else. */
export function smallService(own: (request: Seen) => Reply | undefined = () => undefined): Handler {
  let logins = 0;
  return (request) => {
    const reply = own(request);
    if (reply !== undefined) return reply;
    const key = `${request.method} ${request.path}`;
    if (key === "GET /redfish/v1/") {
      return {
        status: 200,
        json: {
          Links: { Sessions: { "@odata.id": "/redfish/v1/Logins" } },
          Systems: { "@odata.id": "/redfish/v1/Systems" },
        },
      };
    }
    if (key === "POST /redfish/v1/Logins") {
      logins += 1;
      return { status: 201, headers: { "x-auth-token": `token-${logins}`, location: `/redfish/v1/Logins/${logins}` } };
    }
    if (request.method === "DELETE" && request.path.startsWith("/redfish/v1/Logins/")) return { status: 204 };
    return { status: 404, json: { error: { code: "Base.1.0.ResourceMissingAtURI", message: "gone" } } };
  };
}
