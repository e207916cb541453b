import {
  createServer as createHttpServer,
  type IncomingMessage,
  type RequestListener,
  type ServerResponse,
} from "node:http";
import { createServer as createHttpsServer } from "node:https";
import type { AddressInfo } from "node:net";
import type { SecureVersion } from "node:tls";
import type { AgentCertificate } from "./certificate.js";
import type { AgentAnswer, AgentRequest } from "./routes.js";

/** A config drive of 64 MiB in base64, and what is around it. */
const MAX_BODY = 128 * 1024 * 1024;

export interface AgentServerOptions {
  readonly host: string;
  /** 0: any. */
  readonly port: number;
  readonly tls:
    | (AgentCertificate & { readonly minVersion: SecureVersion; readonly ciphers: string | undefined })
    | undefined;
  readonly handle: (request: AgentRequest) => Promise<AgentAnswer>;
}

export interface AgentServer {
  readonly port: number;
  /** Ends at once: connections are cut, also those that wait for an answer. */
  close(): Promise<void>;
}

/** Serves the agent's API. Rejects when the port is taken. */
export async function startAgentServer({ host, port, tls, handle }: AgentServerOptions): Promise<AgentServer> {
  const listener: RequestListener = (request, response) => void serve(request, response, handle);
  const server =
    tls === undefined
      ? createHttpServer(listener)
      : createHttpsServer(
          {
            cert: tls.certificate,
            key: tls.key,
            minVersion: tls.minVersion,
            ...(tls.ciphers === undefined ? {} : { ciphers: tls.ciphers }),
          },
          listener,
        );
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, host, () => {
      server.off("error", reject);
      resolve();
    });
  });
  return {
    port: (server.address() as AddressInfo).port,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

async function serve(
  request: IncomingMessage,
  response: ServerResponse,
  handle: AgentServerOptions["handle"],
): Promise<void> {
  const body = await readBody(request).catch(() => undefined);
  if (request.destroyed && !request.complete) return;
  const own = `${"encrypted" in request.socket ? "https" : "http"}://${request.headers.host ?? "localhost"}`;
  const target = request.url ?? "/";
  const answer =
    body === undefined
      ? refused(413, "413 Request Entity Too Large")
      : URL.canParse(target, own)
        ? await handle({ method: request.method ?? "GET", url: new URL(target, own), body })
        : refused(400, "400 Bad Request");
  if (response.destroyed) return;
  response.writeHead(answer.status, { "content-type": "application/json", ...answer.headers });
  response.end(answer.body === undefined ? "" : JSON.stringify(answer.body), answer.afterwards);
}

function refused(status: number, faultstring: string): AgentAnswer {
  return { status, body: { faultcode: "Client", faultstring } };
}

/** @returns undefined when it is too large */
async function readBody(request: IncomingMessage): Promise<string | undefined> {
  const parts: Buffer[] = [];
  let length = 0;
  for await (const part of request) {
    length += (part as Buffer).length;
    if (length > MAX_BODY) return undefined;
    parts.push(part as Buffer);
  }
  return Buffer.concat(parts).toString("utf8");
}
