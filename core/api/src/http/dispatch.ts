import { randomUUID } from "node:crypto";
import type { JsonObject } from "@steelyard/interfaces";
import { MIN_MINOR, negotiate, RANGE_HEADERS, VERSION_HEADER } from "../versions/microversion.js";
import { ApiError, errorBody, methodNotAllowed } from "./api-error.js";
import { readArguments } from "./arguments.js";
import { type Answer, type Call, parseBody, type Services } from "./call.js";
import type { Endpoint } from "./endpoint.js";
import { apiErrorOf } from "./error-of.js";
import { checkPlainText } from "./plain-text.js";

/** A request as it comes from the server. */
export interface IncomingCall {
  readonly method: string;
  readonly path: string;
  readonly search: string;
  readonly params: Readonly<Record<string, string>>;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly rawBody: Buffer;
  readonly baseUrl: string;
  readonly hadJsonSuffix: boolean;
  readonly signal: AbortSignal;
}

export type EndpointGroup = ReadonlyMap<string, Endpoint>;

function givenArguments(endpoint: Endpoint, incoming: IncomingCall): [string, unknown][] {
  const given: [string, unknown][] = [...new URLSearchParams(incoming.search)];
  if (endpoint.body !== "arguments" || incoming.rawBody.length === 0) return given;
  // Ironic takes a body that is no JSON for none, but of a ramdisk; what is missing is named then.
  const { value: body, problem } = parseBody(incoming);
  if (problem !== undefined && endpoint.isForRamdisk) throw problem;
  if (typeof body === "object" && body !== null && !Array.isArray(body)) given.push(...Object.entries(body));
  return given;
}

async function run(
  group: EndpointGroup,
  allowed: readonly string[],
  incoming: IncomingCall,
  services: Services,
  requestId: string,
  noteMinor: (minor: number) => void,
): Promise<Answer> {
  const endpoint = group.get(incoming.method);
  const isVersioned = [...group.values()].some((row) => row.isVersioned !== false);
  const minor = isVersioned ? negotiate(incoming.headers) : MIN_MINOR;
  if (isVersioned) noteMinor(minor);
  if (endpoint === undefined) {
    if (incoming.method === "OPTIONS") return { status: 200 };
    throw methodNotAllowed(allowed);
  }
  if (minor < (endpoint.since ?? 1)) {
    const { status, shape } = endpoint.below ?? { status: 404, shape: "abort" };
    throw status === 405
      ? methodNotAllowed(allowed)
      : new ApiError(status, `Not available before API version 1.${endpoint.since}.`, { shape });
  }
  if (endpoint.isForRamdisk && !services.config.enableRamdiskEndpoints) {
    throw new ApiError(403, `Access was denied to the following resource: ${incoming.path}`);
  }
  for (const value of Object.values(incoming.params)) checkPlainText("The path", value);
  for (const [name, value] of new URLSearchParams(incoming.search)) {
    checkPlainText("The query", name);
    checkPlainText("The query", value);
  }
  const args =
    endpoint.body === "any" && endpoint.args === undefined
      ? Object.fromEntries(new URLSearchParams(incoming.search))
      : readArguments(endpoint.args ?? {}, givenArguments(endpoint, incoming), minor);
  const call: Call = { ...services, ...incoming, minor, args, requestId };
  return endpoint.run(call);
}

/** Refusals of Ironic's web framework, which come without the headers that Ironic adds. Source: recorded answers of Ironic 21.4. */
const FRAMEWORK_STATUSES: ReadonlySet<number> = new Set([404, 405]);

/** The answer to a request, refusals included; never throws. Adds Ironic's headers. */
export async function dispatch(
  group: EndpointGroup,
  allowed: readonly string[],
  incoming: IncomingCall,
  services: Services,
): Promise<{
  readonly status: number;
  readonly headers: Record<string, string>;
  readonly payload: string | AsyncIterable<Uint8Array> | undefined;
}> {
  const requestId = `req-${randomUUID()}`;
  const headers: Record<string, string> = { "openstack-request-id": requestId };
  const noteMinor = (minor: number) => {
    Object.assign(headers, RANGE_HEADERS, { [VERSION_HEADER]: `1.${minor}` });
    if (minor >= 107) headers["x-openstack-request-id"] = requestId;
  };
  try {
    const answer = await run(group, allowed, incoming, services, requestId, noteMinor);
    Object.assign(headers, answer.headers);
    if (answer.stream !== undefined) return { status: answer.status, headers, payload: answer.stream };
    if (answer.body === undefined) return { status: answer.status, headers, payload: undefined };
    headers["content-type"] = "application/json";
    return { status: answer.status, headers, payload: JSON.stringify(answer.body) };
  } catch (thrown) {
    let error = apiErrorOf(thrown);
    if (error === undefined) {
      services.log.error("request failed", factsOf(thrown, requestId, incoming));
      error = new ApiError(500, `The request failed inside the service; its log has the reason under ${requestId}.`);
    } else if (error.status >= 500) {
      services.log.warn("request refused", factsOf(thrown, requestId, incoming));
    }
    if (error.shape === "abort" && FRAMEWORK_STATUSES.has(error.status))
      for (const name of Object.keys(headers)) delete headers[name];
    Object.assign(headers, error.headers, { "content-type": "application/json" });
    return { status: error.status, headers, payload: errorBody(error) };
  }
}

/** Where a failure comes from, with the stacks of its causes. */
function factsOf(thrown: unknown, requestId: string, { method, path }: IncomingCall): JsonObject {
  const causes: string[] = [];
  for (let error = thrown; error !== undefined && causes.length < 10; error = (error as Error | null)?.cause)
    causes.push(error instanceof Error ? (error.stack ?? error.message) : String(error));
  return { requestId, method, path, error: causes.join("\ncaused by: ") };
}
