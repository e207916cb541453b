import type { ServedFile } from "@steelyard/runtime-interfaces";
import { ApiError, noSuchPath } from "../http/api-error.js";
import { type Answer, type Call, param } from "../http/call.js";
import type { Endpoint } from "../http/endpoint.js";
import { macAddress } from "../http/loose-values.js";
import { readRange } from "./byte-range.js";

const header = (call: Call, name: string): string | undefined => {
  const value = call.headers[name];
  return Array.isArray(value) ? value[0] : value;
};

const matches = (list: string, etag: string): boolean =>
  list.trim() === "*" || list.split(",").some((tag) => tag.trim().replace(/^W\//, "") === etag);

/** A file or a part of it. Source: RFC 9110 §13 and §14. */
function serveFile(call: Call, file: ServedFile): Answer {
  const etag = file.etag.startsWith('"') ? file.etag : `"${file.etag}"`;
  const common = { etag, "accept-ranges": "bytes", "content-type": file.contentType };
  const known = header(call, "if-none-match");
  if (known !== undefined && matches(known, etag)) return { status: 304, headers: { etag } };
  const ifRange = header(call, "if-range");
  const isSame = ifRange === undefined || ifRange.trim() === etag;
  const range = readRange(call.method === "GET" && isSame ? header(call, "range") : undefined, file.size);
  if (range.kind === "unsatisfiable")
    throw new ApiError(416, `The range is outside of the file's ${file.size} bytes.`, {
      headers: { "content-range": `bytes */${file.size}`, etag },
    });
  const { start, end } = range.kind === "part" ? range : { start: 0, end: file.size };
  const headers = { ...common, "content-length": String(end - start) };
  if (call.method === "HEAD") return { status: 200, headers };
  const stream = file.read(start, end, call.signal);
  if (range.kind === "all") return { status: 200, headers, stream };
  return { status: 206, headers: { ...headers, "content-range": `bytes ${start}-${end - 1}/${file.size}` }, stream };
}

async function machineFile(call: Call): Promise<Answer> {
  const file = await call.files?.open(param(call, "id"), param(call, "name"), call.signal);
  if (file === undefined) throw noSuchPath();
  return serveFile(call, file);
}

async function bootScript(call: Call): Promise<Answer> {
  const mac = macAddress(param(call, "mac").replaceAll("-", ":"));
  const file = mac === undefined ? undefined : await call.files?.openBootScript(mac, call.signal);
  if (file === undefined) throw noSuchPath();
  return serveFile(call, file);
}

/** What machines and BMCs fetch, and the health check. Neither has versions or users. */
export const fileEndpoints: readonly Endpoint[] = [
  ...(["GET", "HEAD"] as const).flatMap((method): Endpoint[] => [
    { method, path: "/files/:id/:name", isVersioned: false, body: "any", run: machineFile },
    { method, path: "/boot/ipxe/:mac", isVersioned: false, body: "any", run: bootScript },
  ]),
  {
    method: "GET",
    path: "/healthcheck",
    isVersioned: false,
    body: "any",
    run: async (call) => {
      await call.store.conductors.list();
      return { status: 200, body: { status: "OK" } };
    },
  },
];
