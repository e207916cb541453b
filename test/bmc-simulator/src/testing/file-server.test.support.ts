import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { onTestFinished } from "vitest";

export interface FileServer {
  readonly url: string;
  /** Paths and what they hold; may be changed at any time. */
  readonly files: Map<string, string | Uint8Array>;
  /** Requests so far: `GET /path` and, where there was one, the range. */
  readonly requests: string[];
  /** Calls `listener` with every later request. */
  onRequest(listener: (request: string) => void): void;
}

/** Serves files with ranges on loopback. Closed with the test. */
export async function fileServer(
  files: Readonly<Record<string, string | Uint8Array>>,
  { hasRanges = true }: { readonly hasRanges?: boolean } = {},
): Promise<FileServer> {
  const held = new Map(Object.entries(files));
  const requests: string[] = [];
  const listeners: ((request: string) => void)[] = [];
  const server = createServer((request, response) => {
    const { range } = request.headers;
    const line = `${request.method} ${request.url}${range === undefined ? "" : ` ${range}`}`;
    requests.push(line);
    for (const listener of listeners) listener(line);
    const file = held.get(request.url ?? "");
    if (file === undefined) return void response.writeHead(404).end();
    const bytes = Buffer.from(file);
    const [, from, to] = /^bytes=(\d+)-(\d+)$/.exec(range ?? "") ?? [];
    if (!hasRanges || from === undefined) return void response.writeHead(200).end(bytes);
    if (Number(from) >= bytes.length) return void response.writeHead(416).end();
    response.writeHead(206).end(bytes.subarray(Number(from), Number(to) + 1));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", () => resolve()));
  onTestFinished(async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });
  const { port } = server.address() as AddressInfo;
  return { url: `http://127.0.0.1:${port}`, files: held, requests, onRequest: (each) => void listeners.push(each) };
}
