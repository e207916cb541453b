import type { IncomingMessage } from "node:http";
import { MAX_MINOR, negotiate } from "../versions/microversion.js";

/** Paths outside of `/v1` that are not collections. */
const OUTSIDE = new Set(["", "v1", "files", "boot", "healthcheck"]);
const LITERAL_SUFFIX_SINCE = 91;
const stripped = new WeakSet<IncomingMessage>();

/** Whether `.json` was taken off the path of this request. */
export const hadJsonSuffix = (request: IncomingMessage): boolean => stripped.has(request);

function minorOf(request: IncomingMessage): number {
  try {
    return negotiate(request.headers);
  } catch {
    return MAX_MINOR; // The request is refused for its version after routing, whatever its path.
  }
}

/**
 * Brings a URL into the form that is routed: `/v1` may be left out, leading slashes count once, and `.json` at the end is
 * dropped for requests older than 1.91.
 *
 * @remarks Source: Ironic `ironic.api.controllers.root`, `ironic.api.middleware.json_ext`.
 */
export function rewriteUrl(request: IncomingMessage, isCollection: (segment: string) => boolean): string {
  const url = (request.url ?? "/").replace(/^\/+/, "/").replace(/#.*$/, "");
  const at = url.indexOf("?");
  let path = at < 0 ? url : url.slice(0, at);
  const search = at < 0 ? "" : url.slice(at);
  const first = path.split("/")[1]?.replace(/\.json$/, "") ?? "";
  if (!OUTSIDE.has(first) && isCollection(first)) path = `/v1${path}`;
  if (path.startsWith("/v1") && path.endsWith(".json") && minorOf(request) < LITERAL_SUFFIX_SINCE) {
    path = path.slice(0, -".json".length);
    stripped.add(request);
  }
  return path + search;
}
