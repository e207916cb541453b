import { readFileSync } from "node:fs";
import { createServer, type RequestListener } from "node:http";
import { createServer as createTlsServer } from "node:https";
import type { AddressInfo, Socket } from "node:net";
import type { JsonObject, Node, NodeTask } from "@steelyard/interfaces";
import type { AgentClock } from "./index.js";

export type Certificate = "test-only-agent" | "test-only-other-agent" | "test-only-other-address";

/** A request as the scripted agent got it. */
export interface Seen {
  readonly method: string;
  readonly path: string;
  readonly query: URLSearchParams;
  readonly json: JsonObject | undefined;
  /** Which TCP connection it came on, counted from 1. */
  readonly connection: number;
}

/** What the scripted agent does: answer, never answer, or cut the connection. */
export type Reply = { readonly status?: number; readonly json?: unknown; readonly text?: string } | "hang" | "drop";

export interface ScriptedAgent {
  readonly url: string;
  readonly seen: Seen[];
  /** `METHOD path` of all requests. */
  log(): string[];
  close(): Promise<void>;
}

export function pemOf(name: Certificate, kind: "cert" | "key"): string {
  return readFileSync(new URL(`./fixtures/${name}.${kind}.pem`, import.meta.url), "utf8");
}

/** A real HTTP(S) server on 127.0.0.1 that answers as `handle` says and remembers what it was asked. */
export async function startAgent(handle: (request: Seen) => Reply, tls?: Certificate): Promise<ScriptedAgent> {
  const seen: Seen[] = [];
  const numbers = new Map<Socket, number>();
  let connections = 0;
  const listener: RequestListener = (request, response) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", () => {
      const url = new URL(request.url ?? "", "http://agent");
      const text = Buffer.concat(chunks).toString();
      const one: Seen = {
        method: request.method ?? "",
        path: url.pathname,
        query: url.searchParams,
        json: text === "" ? undefined : (JSON.parse(text) as JsonObject),
        connection: numbers.get(request.socket) ?? 0,
      };
      seen.push(one);
      const reply = handle(one);
      if (reply === "hang") return;
      if (reply === "drop") {
        request.socket.destroy();
        return;
      }
      response.writeHead(reply.status ?? 200, { "content-type": "application/json" });
      response.end(reply.text ?? JSON.stringify(reply.json));
    });
  };
  const server =
    tls === undefined
      ? createServer(listener)
      : createTlsServer({ key: pemOf(tls, "key"), cert: pemOf(tls, "cert") }, listener);
  server.on(tls === undefined ? "connection" : "secureConnection", (socket: Socket) => {
    connections += 1;
    numbers.set(socket, connections);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `${tls === undefined ? "http" : "https"}://127.0.0.1:${port}`,
    seen,
    log: () => seen.map(({ method, path }) => `${method} ${path}`),
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

/** The part of a task that the client reads. */
export function taskOf(
  facts: {
    readonly url?: string;
    readonly verifyCa?: string;
    readonly driverInfo?: JsonObject;
    readonly uuid?: string;
  },
  how: { readonly signal?: AbortSignal; readonly assertOwned?: () => void } = {},
): NodeTask {
  const node: Pick<Node, "uuid" | "driverInfo" | "driverInternalInfo"> = {
    uuid: facts.uuid ?? "6f0d6e2a-59c9-4a75-9df1-3c6f3b1f8d10",
    driverInfo: facts.driverInfo ?? {},
    driverInternalInfo: {
      agent_secret_token: TOKEN,
      ...(facts.url === undefined ? {} : { agent_url: facts.url }),
      ...(facts.verifyCa === undefined ? {} : { agent_verify_ca: facts.verifyCa }),
    },
  };
  const task: Pick<NodeTask, "nodeId" | "node" | "signal" | "assertOwned"> = {
    nodeId: node.uuid,
    node: node as Node,
    signal: how.signal ?? new AbortController().signal,
    assertOwned: how.assertOwned ?? (() => undefined),
  };
  return task as NodeTask;
}

export const TOKEN = "secret-token-of-32-characters-or-more";

/** A clock whose pauses pass at once and are written down. */
export class LeapingClock implements AgentClock {
  readonly pauses: number[] = [];
  async sleep(ms: number, signal: AbortSignal): Promise<void> {
    signal.throwIfAborted();
    this.pauses.push(ms);
  }
  random(): number {
    return 1;
  }
}

/** A command as ironic-python-agent serialises it. */
export function listed(id: string, name: string, status = "SUCCEEDED", more: JsonObject = {}): JsonObject {
  return { id, command_name: name, command_status: status, command_error: null, command_result: null, ...more };
}
