import { existsSync } from "node:fs";
import { readdir, readFile } from "node:fs/promises";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join, resolve } from "node:path";

const shared = resolve(process.env["STEELYARD_SHARED"] ?? join(import.meta.dirname, "../../../../../shared"));

/** Captures of real BMCs, one folder each. */
export const CORPUS = join(shared, "corpus/redfish");

/** Whether the captures are there; their absence is told, and is a failure where everything has to run. */
export function hasCorpus(): boolean {
  const isPresent = existsSync(join(CORPUS, "facts.json"));
  const isRequired = process.env["STEELYARD_REQUIRE_INTEROP"] === "1";
  if (!isPresent && !isRequired) console.warn(`skipped: no Redfish captures at ${CORPUS} (STEELYARD_SHARED)`);
  return isPresent || isRequired;
}

export interface ServedCapture {
  readonly url: string;
  /** Requests that were no GET. A capture answers none of them. */
  readonly writes: string[];
  close(): Promise<void>;
}

/** Serves a capture as its README says: error files with an error status, paths of HPE's in any case, the rest as it is. */
export async function serveCapture(name: string): Promise<ServedCapture> {
  const folder = join(CORPUS, name);
  const isHpe = name.startsWith("hpe-dl");
  const normal = (path: string): string => {
    const bare = path.replace(/\/+$/, "");
    return isHpe ? bare.toLowerCase() : bare;
  };
  const files = (await readdir(folder, { recursive: true })).filter((file) => file.endsWith("/index.json"));
  const byPath = new Map(files.map((file) => [normal(`/${file.slice(0, -"/index.json".length)}`), file]));
  const writes: string[] = [];
  const server = createServer((request, response) => {
    const answer = async (): Promise<{ status: number; text: string }> => {
      if (request.method !== "GET") {
        writes.push(`${request.method} ${request.url}`);
        return { status: 405, text: "{}" };
      }
      const path = decodeURIComponent(request.url ?? "");
      const file = byPath.get(normal(path)) ?? byPath.get(normal(path.split("?")[0] ?? ""));
      if (file === undefined) return { status: 404, text: '{"error":{"code":"Base.1.0.ResourceMissingAtURI"}}' };
      const text = await readFile(join(folder, file), "utf8");
      return { status: /^\s*\{\s*"error"/.test(text) ? 404 : 200, text };
    };
    answer().then(
      ({ status, text }) => {
        response.writeHead(status, { "content-type": "application/json" });
        response.end(text);
      },
      (error: unknown) => response.destroy(error as Error),
    );
  });
  await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    writes,
    close: async () => {
      server.closeAllConnections();
      await new Promise<void>((closed) => server.close(() => closed()));
    },
  };
}
