import type { Socket } from "node:net";
import { Readable } from "node:stream";
import Fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest } from "fastify";
import { ApiError, errorBody, noSuchPath } from "./api-error.js";
import type { Services } from "./call.js";
import { dispatch, type EndpointGroup } from "./dispatch.js";
import type { Endpoint, HttpMethod, Miss } from "./endpoint.js";
import { hadJsonSuffix, rewriteUrl } from "./rewrite-url.js";

const METHODS: readonly HttpMethod[] = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE"];
const MAX_PARAM_LENGTH = 2048;
const EMPTY = Buffer.alloc(0);

/** Methods of a path and of the collection or element beside it: what Ironic's Allow lists. */
function allowedMethods(path: string, endpoints: readonly Endpoint[]): string[] {
  const base = (of: string) => of.replace(/\/:[^/]+$/, "");
  return [...new Set(endpoints.filter((row) => base(row.path) === base(path)).map((row) => row.method))].sort();
}

function baseUrlOf(request: FastifyRequest, services: Services): string {
  if (services.config.publicEndpoint !== null) return services.config.publicEndpoint.replace(/\/+$/, "");
  const host = request.headers.host ?? "";
  return `${request.protocol}://${/^[\w.\-:[\]]+$/.test(host) ? host : "localhost"}`;
}

function closeSignal(reply: FastifyReply, timeoutMs: number): AbortSignal {
  const gone = new AbortController();
  reply.raw.once("close", () => gone.abort(new Error("the client closed the connection")));
  return AbortSignal.any([gone.signal, AbortSignal.timeout(timeoutMs)]);
}

async function serve(
  group: EndpointGroup,
  allowed: readonly string[],
  services: Services,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<FastifyReply> {
  const [path = "/", search = ""] = (request.raw.url ?? "/").split(/\?(.*)/s);
  const answer = await dispatch(
    group,
    allowed,
    {
      method: request.method,
      path,
      search,
      params: request.params as Record<string, string>,
      headers: request.headers,
      rawBody: Buffer.isBuffer(request.body) ? request.body : EMPTY,
      baseUrl: baseUrlOf(request, services),
      hadJsonSuffix: hadJsonSuffix(request.raw),
      signal: closeSignal(reply, services.config.requestTimeoutMs),
    },
    services,
  );
  reply.code(answer.status).headers(answer.headers);
  if (answer.payload === undefined || request.method === "HEAD") return reply.send();
  return reply.send(
    typeof answer.payload === "string" ? answer.payload : Readable.from(answer.payload, { objectMode: false }),
  );
}

/** What goes wrong before a handler runs: bad URLs, bodies over the limit, broken transfers. */
function frameworkError(error: { statusCode?: number; message: string; code?: string }): ApiError {
  const status = error.statusCode ?? 400;
  return new ApiError(status >= 400 && status < 500 ? status : 400, error.message);
}

function onClientError(error: Error & { code?: string }, socket: Socket): void {
  if (error.code === "ECONNRESET" || !socket.writable) {
    socket.destroy();
    return;
  }
  const tooLarge = error.code === "HPE_HEADER_OVERFLOW";
  const timeout = error.code === "ERR_HTTP_REQUEST_TIMEOUT";
  const [status, title] = tooLarge
    ? [431, "Request Header Fields Too Large"]
    : timeout
      ? [408, "Request Timeout"]
      : [400, "Bad Request"];
  const body = errorBody(new ApiError(status as number, `The request is not valid HTTP (${error.code ?? "unknown"}).`));
  socket.end(
    `HTTP/1.1 ${status} ${title}\r\nContent-Type: application/json\r\nContent-Length: ${Buffer.byteLength(body)}\r\nConnection: close\r\n\r\n${body}`,
  );
}

function missEndpoint(miss: Miss, method: HttpMethod): Endpoint {
  const headers = miss.status === 405 && miss.shape === "abort" ? { allow: "" } : {};
  const refuse: Endpoint["run"] = () => {
    throw new ApiError(miss.status, miss.message, { shape: miss.shape, headers });
  };
  return { method, path: miss.path, body: "any", run: refuse };
}

/** Puts the endpoint table behind an HTTP server. */
export function createServer(
  endpoints: readonly Endpoint[],
  misses: readonly Miss[],
  services: Services,
): FastifyInstance {
  const collections = new Set(endpoints.map((row) => /^\/v1\/([^/:]+)/.exec(row.path)?.[1] ?? ""));
  const { maxBodyBytes, maxProvisionBodyBytes } = services.config;
  const app = Fastify({
    logger: false,
    bodyLimit: maxBodyBytes,
    exposeHeadRoutes: false,
    forceCloseConnections: true,
    routerOptions: {
      ignoreTrailingSlash: true,
      ignoreDuplicateSlashes: false,
      maxParamLength: MAX_PARAM_LENGTH,
      caseSensitive: true,
    },
    rewriteUrl: (request) => rewriteUrl(request, (segment) => collections.has(segment)),
    clientErrorHandler: (error, socket) => onClientError(error, socket),
    frameworkErrors: (error, _request, reply) => {
      const refusal = frameworkError(error);
      void (reply as unknown as FastifyReply)
        .code(refusal.status)
        .header("content-type", "application/json")
        .send(errorBody(refusal));
    },
  });
  app.removeAllContentTypeParsers();
  app.addContentTypeParser("*", { parseAs: "buffer" }, (_request, body, done) => done(null, body));

  const byPath = new Map<string, Map<string, Endpoint>>();
  for (const row of endpoints) {
    const group = byPath.get(row.path) ?? new Map<string, Endpoint>();
    if (group.has(row.method)) throw new Error(`two endpoints for ${row.method} ${row.path}`);
    byPath.set(row.path, group.set(row.method, row));
  }
  for (const miss of misses) {
    const group = byPath.get(miss.path) ?? new Map<string, Endpoint>();
    for (const method of miss.methods ?? METHODS) if (!group.has(method)) group.set(method, missEndpoint(miss, method));
    byPath.set(miss.path, group);
  }
  for (const [path, group] of byPath) {
    const allowed = allowedMethods(path, endpoints);
    const isLarge = [...group.values()].some((row) => row.bodyLimit === "provision");
    app.all(path, { bodyLimit: isLarge ? maxProvisionBodyBytes : maxBodyBytes }, (request, reply) =>
      serve(group, allowed, services, request, reply),
    );
  }
  const nowhere = new Map(
    METHODS.map((method) => [
      method as string,
      {
        method,
        path: "*",
        isVersioned: false,
        body: "any",
        run: () => {
          throw noSuchPath();
        },
      } as Endpoint,
    ]),
  );
  app.setNotFoundHandler((request, reply) => serve(nowhere, METHODS, services, request, reply));
  app.setErrorHandler((error: Error & { statusCode?: number }, _request, reply) => {
    const refusal = frameworkError(error);
    return reply.code(refusal.status).header("content-type", "application/json").send(errorBody(refusal));
  });
  return app;
}
