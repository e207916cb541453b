import { createHash } from "node:crypto";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

type Reply = (request: IncomingMessage, response: ServerResponse) => void;

/** A file server over a real socket, as nginx would be: HEAD, ranges, ETags. Single paths can be made to misbehave. */
export class ImageServer {
  readonly #server: Server;
  readonly #replies = new Map<string, Reply>();
  /** `METHOD path range` of each request, in order. */
  readonly seen: string[] = [];
  /** The Authorization headers that were sent. */
  readonly authorizations: (string | undefined)[] = [];

  private constructor(server: Server) {
    this.#server = server;
    server.on("request", (request, response) => {
      const { pathname } = new URL(request.url ?? "/", "http://server");
      this.seen.push([request.method, pathname, request.headers.range].filter(Boolean).join(" "));
      this.authorizations.push(request.headers.authorization);
      const reply = this.#replies.get(pathname);
      if (reply === undefined) response.writeHead(404).end();
      else reply(request, response);
    });
  }

  static async start(): Promise<ImageServer> {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    return new ImageServer(server);
  }

  /** The URL of a path; `user:password` where given. */
  url(path: string, credentials = ""): string {
    const { port } = this.#server.address() as AddressInfo;
    return `http://${credentials === "" ? "" : `${credentials}@`}127.0.0.1:${port}${path}`;
  }

  /** Serves `bytes` at `path`. */
  put(path: string, bytes: Uint8Array | string): this {
    const content = Buffer.from(bytes as Uint8Array);
    const etag = `"${createHash("sha256").update(content).digest("hex").slice(0, 16)}"`;
    return this.on(path, (request, response) => sendFile(request, response, content, { etag }));
  }

  /** Answers `path` in an own way. */
  on(path: string, reply: Reply): this {
    this.#replies.set(path, reply);
    return this;
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }
}

/** A whole file or the range that is asked for. */
export function sendFile(
  request: IncomingMessage,
  response: ServerResponse,
  content: Buffer,
  headers: Readonly<Record<string, string>>,
): void {
  const asked = /^bytes=(\d+)-(\d+)$/.exec(request.headers.range ?? "");
  const [start, end] = asked === null ? [0, content.length - 1] : [Number(asked[1]), Number(asked[2])];
  const part = content.subarray(start, Math.min(end, content.length - 1) + 1);
  if (asked !== null && start >= content.length) {
    response.writeHead(416, { ...headers, "content-range": `bytes */${content.length}` }).end();
    return;
  }
  response.writeHead(asked === null ? 200 : 206, {
    ...headers,
    "content-length": part.length,
    ...(asked === null ? {} : { "content-range": `bytes ${start}-${start + part.length - 1}/${content.length}` }),
  });
  response.end(request.method === "HEAD" ? undefined : part);
}
