import { createHash } from "node:crypto";
import { createServer as createHttpServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { createServer as createHttpsServer } from "node:https";
import type { AddressInfo } from "node:net";
import type { FaultAction, Faults } from "../faults/faults.js";
import type { Machine } from "../machine/machine.js";
import { bmcResources } from "./bmc-resources.js";
import { FLAVOURS, type RedfishFlavour } from "./flavours.js";
import { errorBody, notFound, RedfishRefusal } from "./redfish-error.js";
import { type Body, collection, type Resource, type ResourceAnswer } from "./resource.js";
import { type Credentials, Sessions } from "./sessions.js";
import { systemResources } from "./system-resources.js";

/** @public */
export interface RedfishBmcOptions {
  readonly machine: Machine;
  readonly faults: Faults;
  readonly credentials: Credentials;
  /** Default `generic`. */
  readonly flavour?: RedfishFlavour;
  /** With it the BMC speaks HTTPS. */
  readonly tls?: { readonly key: string; readonly cert: string };
  /** How long a reset of the BMC takes, in milliseconds; default 500. */
  readonly resetMs?: number;
}

const MAX_BODY = 1024 * 1024;
const SESSIONS = "/redfish/v1/SessionService/Sessions";

/** A Redfish service over a machine. @public */
export class RedfishBmc {
  readonly #options: RedfishBmcOptions;
  readonly #resources: ReadonlyMap<string, Resource>;
  readonly #sessions: Sessions;
  readonly #registry: string;
  readonly #server: Server;
  #isDown = false;
  #url = "";

  constructor(options: RedfishBmcOptions) {
    this.#options = options;
    const facts = FLAVOURS[options.flavour ?? "generic"];
    this.#registry = facts.baseRegistry;
    this.#sessions = new Sessions(options.credentials);
    const context = { machine: options.machine, facts, resetBmc: () => this.#reset() };
    this.#resources = new Map([...bmcResources(context), ...systemResources(context)]);
    const listener = (request: IncomingMessage, response: ServerResponse) => void this.#serve(request, response);
    this.#server =
      options.tls === undefined ? createHttpServer(listener) : createHttpsServer({ ...options.tls }, listener);
  }

  /** `http(s)://host:port`. */
  get url(): string {
    return this.#url;
  }

  async listen(host: string, port: number): Promise<string> {
    await new Promise<void>((resolve, reject) => {
      this.#server.once("error", reject).listen(port, host, () => resolve());
    });
    const { port: taken } = this.#server.address() as AddressInfo;
    this.#url = `${this.#options.tls === undefined ? "http" : "https"}://${host}:${taken}`;
    return this.#url;
  }

  async close(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise<void>((resolve) => this.#server.close(() => resolve()));
  }

  /** The BMC restarts: it forgets its sessions and answers nothing for a while; the machine runs on. */
  #reset(): void {
    this.#options.machine.journal("bmc-reset");
    this.#sessions.clear();
    this.#isDown = true;
    setTimeout(() => {
      this.#isDown = false;
    }, this.#options.resetMs ?? 500).unref();
  }

  async #serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const path = (request.url ?? "/").replace(/\?.*$/, "").replace(/(.)\/+$/, "$1");
    const method = request.method ?? "GET";
    const { machine, faults } = this.#options;
    const fault = faults.take({ machine: machine.name, on: "redfish", method, path });
    if (this.#isDown || fault?.kind === "drop") return void request.socket.destroy();
    if (fault?.kind === "hang") return;
    if (fault?.kind === "expire-sessions") this.#sessions.clear();
    let answer: ResourceAnswer;
    try {
      answer = faultAnswer(fault) ?? (await this.#answer(request, method, path));
    } catch (error) {
      const refusal = error instanceof RedfishRefusal ? error : new RedfishRefusal(500, "InternalError", String(error));
      answer = { status: refusal.status, body: errorBody(this.#registry, refusal) as Body };
    }
    if (fault?.kind === "lose-answer") return void request.socket.destroy();
    send(response, method, answer);
  }

  async #answer(request: IncomingMessage, method: string, path: string): Promise<ResourceAnswer> {
    if (path === SESSIONS && method === "POST")
      return this.#openSession((await readBody(request)) as Partial<Record<string, unknown>>);
    const resource = this.#resourceAt(path);
    const isPublic = resource?.isPublic === true && (method === "GET" || method === "HEAD");
    if (!isPublic && !this.#sessions.admits(request.headers))
      throw new RedfishRefusal(401, "NoValidSession", "There is no valid session established with the implementation.");
    if (resource === undefined) throw notFound(path);
    if ((method === "GET" || method === "HEAD") && resource.get !== undefined) return withEtag(resource.get());
    if (method === "PATCH" && resource.patch !== undefined && resource.get !== undefined) {
      mustMatch(request.headers["if-match"], withEtag(resource.get()));
      resource.patch(await readBody(request));
      return withEtag(resource.get());
    }
    if (method === "POST" && resource.post !== undefined) return resource.post(await readBody(request));
    if (method === "DELETE" && resource.delete !== undefined) return resource.delete();
    throw new RedfishRefusal(405, "OperationNotAllowed", `The method ${method} is not allowed for ${path}.`);
  }

  #resourceAt(path: string): Resource | undefined {
    const known = this.#resources.get(path);
    if (known !== undefined) return known;
    if (path === "/redfish/v1/SessionService")
      return {
        get: () => ({
          "@odata.id": path,
          "@odata.type": "#SessionService.v1_1_8.SessionService",
          Id: "SessionService",
          Name: "Session Service",
          ServiceEnabled: true,
          SessionTimeout: 1800,
          Sessions: { "@odata.id": SESSIONS },
        }),
      };
    if (path === SESSIONS)
      return {
        get: () =>
          collection(
            SESSIONS,
            "Session",
            "Sessions",
            this.#sessions.ids.map((id) => `${SESSIONS}/${id}`),
          ),
      };
    const id = path.startsWith(`${SESSIONS}/`) ? path.slice(SESSIONS.length + 1) : undefined;
    if (id === undefined || !this.#sessions.ids.includes(id)) return undefined;
    return {
      get: () => ({ "@odata.id": path, "@odata.type": "#Session.v1_3_0.Session", Id: id, Name: "User Session" }),
      delete: () => {
        this.#sessions.close(id);
        return { status: 204 };
      },
    };
  }

  #openSession({ UserName, Password }: Partial<Record<string, unknown>>): ResourceAnswer {
    const opened = this.#sessions.open({ username: String(UserName ?? ""), password: String(Password ?? "") });
    if (opened === undefined)
      throw new RedfishRefusal(401, "InvalidCredentials", "The user name or the password is not right.");
    if (opened === "full")
      throw new RedfishRefusal(
        503,
        "SessionLimitExceeded",
        "The session establishment failed due to the number of simultaneous sessions exceeding the limit of the implementation.",
      );
    const path = `${SESSIONS}/${opened.id}`;
    return {
      status: 201,
      headers: { "x-auth-token": opened.token, location: path },
      body: {
        "@odata.id": path,
        "@odata.type": "#Session.v1_3_0.Session",
        Id: opened.id,
        Name: "User Session",
        UserName: String(UserName),
      },
    };
  }
}

function faultAnswer(fault: FaultAction | undefined): ResourceAnswer | undefined {
  if (fault?.kind === "status")
    return {
      status: fault.status,
      ...(fault.retryAfterSec === undefined ? {} : { headers: { "retry-after": String(fault.retryAfterSec) } }),
      body: { error: { code: "Base.1.13.ServiceTemporarilyUnavailable", message: "A scripted fault." } },
    };
  return fault?.kind === "garbage" ? { status: 200, body: { unexpected: "body" } } : undefined;
}

function withEtag(body: Body): ResourceAnswer {
  const etag = `"${createHash("sha256").update(JSON.stringify(body)).digest("hex").slice(0, 12)}"`;
  return { status: 200, body, headers: { etag } };
}

function mustMatch(ifMatch: string | undefined, now: ResourceAnswer): void {
  if (ifMatch === undefined || ifMatch === "*" || ifMatch === now.headers?.["etag"]) return;
  throw new RedfishRefusal(
    412,
    "PreconditionFailed",
    "The ETag supplied did not match the ETag required to change this resource.",
  );
}

async function readBody(request: IncomingMessage): Promise<Body> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > MAX_BODY) throw new RedfishRefusal(413, "PayloadTooLarge", "The body is too large.");
    chunks.push(chunk);
  }
  const text = Buffer.concat(chunks).toString("utf8");
  if (text === "") return {};
  let body: unknown;
  try {
    body = JSON.parse(text);
  } catch {
    throw new RedfishRefusal(400, "MalformedJSON", "The request body submitted was malformed JSON.");
  }
  if (typeof body !== "object" || body === null || Array.isArray(body))
    throw new RedfishRefusal(400, "UnrecognizedRequestBody", "The service detected a malformed request body.");
  return body as Body;
}

function send(response: ServerResponse, method: string, { status, headers, body }: ResourceAnswer): void {
  const text = body === undefined || method === "HEAD" ? "" : JSON.stringify(body);
  response.writeHead(status, {
    "odata-version": "4.0",
    "cache-control": "no-cache",
    ...(body === undefined ? {} : { "content-type": "application/json;charset=utf-8" }),
    "content-length": Buffer.byteLength(text),
    ...headers,
  });
  response.end(text);
}
