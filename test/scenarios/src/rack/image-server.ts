import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

/** What a path answers: its bytes, or how it fails. */
export type Served =
  | { readonly bytes: Uint8Array }
  /** Says that it is whole and cuts the connection after `sent` bytes. */
  | { readonly bytes: Uint8Array; readonly sent: number };

/** An HTTP server of images whose answers a test decides. */
export class ImageServer {
  readonly files = new Map<string, Served>();
  readonly #server: Server;

  private constructor() {
    this.#server = createServer((request, response) => this.#answer(request, response));
  }

  static async start(): Promise<ImageServer> {
    const started = new ImageServer();
    await new Promise<void>((resolve) => started.#server.listen(0, "127.0.0.1", () => resolve()));
    return started;
  }

  url(name: string): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}/${name}`;
  }

  async close(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  #answer(request: IncomingMessage, response: ServerResponse): void {
    const found = this.files.get((request.url ?? "").slice(1));
    if (found === undefined) {
      response.writeHead(404).end();
      return;
    }
    response.writeHead(200, { "content-length": found.bytes.length, "content-type": "application/octet-stream" });
    if (request.method === "HEAD") {
      response.end();
      return;
    }
    if ("sent" in found) response.write(found.bytes.subarray(0, found.sent), () => response.destroy());
    else response.end(found.bytes);
  }
}
