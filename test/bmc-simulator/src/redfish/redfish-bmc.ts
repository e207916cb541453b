import { createServer as createHttpServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { createServer as createHttpsServer } from "node:https";
import type { AddressInfo } from "node:net";
import type { FaultAction, Faults } from "../faults/faults.js";
import type { BmcLife } from "../machine/bmc-life.js";
import type { Machine } from "../machine/machine.js";
import { pause } from "../machine/pause.js";
import { FLAVOURS, type FlavourFacts, type RedfishFlavour, type RedfishHabits } from "./flavours.js";
import { errorBody, RedfishRefusal } from "./redfish-error.js";
import { readBody, send, sendGarbage } from "./redfish-wire.js";
import type { Body, ResourceAnswer } from "./resource.js";
import { ResourceTree } from "./resource-tree.js";
import { SESSIONS } from "./session-resources.js";
import { type Credentials, Sessions } from "./sessions.js";

/** What a Redfish service is made from. */
export interface RedfishBmcOptions {
  readonly machine: Machine;
  readonly faults: Faults;
  readonly life: BmcLife;
  readonly credentials: Credentials;
  readonly flavour: RedfishFlavour;
  readonly habits: Partial<RedfishHabits>;
  /** With it the BMC speaks HTTPS. */
  readonly tls?: { readonly key: string; readonly cert: string };
}

/** A Redfish service over a machine. */
export class RedfishBmc {
  readonly #options: RedfishBmcOptions;
  readonly #facts: FlavourFacts;
  readonly #tree: ResourceTree;
  readonly #sessions: Sessions;
  readonly #server: Server;
  readonly #end = new AbortController();

  constructor(options: RedfishBmcOptions) {
    const { machine, life, credentials, flavour } = options;
    this.#options = options;
    this.#facts = FLAVOURS[flavour];
    const habits = { ...this.#facts.habits, ...options.habits };
    this.#sessions = new Sessions(credentials, habits.sessionTimeoutSec * 1000, habits.maxSessions);
    this.#tree = new ResourceTree({ machine, life, facts: this.#facts, habits, sessions: this.#sessions });
    const listener = (request: IncomingMessage, response: ServerResponse): void =>
      void this.#serve(request, response).catch(() => request.socket.destroy());
    const { tls } = options;
    this.#server = tls === undefined ? createHttpServer(listener) : createHttpsServer({ ...tls }, listener);
    this.#server.on("connection", (socket) => {
      if (life.state === "down") socket.destroy();
    });
    life.onRestart(() => {
      this.#sessions.clear();
      this.#server.closeIdleConnections();
    });
  }

  /** @returns `http(s)://host:port` */
  async listen(host: string, port: number): Promise<string> {
    await new Promise<void>((resolve, reject) => {
      this.#server.once("error", reject).listen(port, host, () => {
        this.#server.off("error", reject);
        resolve();
      });
    });
    const { port: taken } = this.#server.address() as AddressInfo;
    return `${this.#options.tls === undefined ? "http" : "https"}://${host}:${taken}`;
  }

  async close(): Promise<void> {
    this.#end.abort(new Error("the BMC was taken down"));
    this.#tree.close();
    if (!this.#server.listening) return;
    const closed = new Promise<void>((resolve) => this.#server.close(() => resolve()));
    this.#server.closeAllConnections();
    await closed;
  }

  async #serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { machine, faults, life } = this.#options;
    const method = request.method ?? "GET";
    const url = new URL(request.url ?? "/", "http://bmc");
    const path = url.pathname.replace(/(.)\/+$/, "$1");
    if (life.state === "down") return void request.socket.destroy();
    const fault = faults.take({ machine: machine.name, on: "redfish", method, path });
    if (fault?.kind === "drop") return void request.socket.destroy();
    if (fault?.kind === "hang") return;
    if (fault?.kind === "delay") await pause(fault.ms, this.#end.signal);
    if (fault?.kind === "expire-sessions") this.#sessions.clear();
    if (fault?.kind === "reset-bmc") {
      life.restart();
      return void request.socket.destroy();
    }
    if (fault?.kind === "garbage") return sendGarbage(response);
    const answer = await this.#answerOrRefuse(request, method, path, url.searchParams, fault);
    if (fault?.kind === "lose-answer") return void request.socket.destroy();
    send(response, method, life.state === "up" ? answer : closing(answer));
  }

  async #answerOrRefuse(
    request: IncomingMessage,
    method: string,
    path: string,
    query: URLSearchParams,
    fault: FaultAction | undefined,
  ): Promise<ResourceAnswer> {
    try {
      const body = await readBody(request);
      if (fault?.kind === "status") throw scripted(fault.status, fault.retryAfterSec);
      if (fault?.kind === "not-ready" || this.#options.life.state === "not-ready") throw this.#notReady();
      return this.#answer(request, method, path, query, body);
    } catch (error) {
      const refusal =
        error instanceof RedfishRefusal
          ? error
          : new RedfishRefusal(500, "InternalError", `The request failed due to an internal service error: ${error}`);
      const headers = refusal.status === 401 ? { "www-authenticate": 'Basic realm="RedfishService"' } : {};
      return {
        status: refusal.status,
        headers: { ...headers, ...refusal.headers },
        body: errorBody(this.#facts.baseRegistry, refusal) as Body,
      };
    }
  }

  #answer(
    request: IncomingMessage,
    method: string,
    path: string,
    query: URLSearchParams,
    body: Body | undefined,
  ): ResourceAnswer {
    const isReading = method === "GET" || method === "HEAD";
    const mayAll = (isReading && this.#tree.isPublic(path)) || (method === "POST" && this.#tree.isSame(path, SESSIONS));
    if (!mayAll && !this.#sessions.admits(request.headers))
      throw new RedfishRefusal(401, "NoValidSession", "There is no valid session established with the implementation.");
    const version = request.headers["odata-version"];
    if (version !== undefined && version !== "4.0")
      throw new RedfishRefusal(412, "HeaderInvalid", "Header 'OData-Version' is not valid.", ["OData-Version"]);
    return this.#tree.answer(method, path, query, body, request.headers["if-match"]);
  }

  #notReady(): RedfishRefusal {
    const { messageId, message } = this.#facts.notReady;
    return new RedfishRefusal(503, messageId, message, [], { "retry-after": "1" });
  }
}

function scripted(status: number, retryAfterSec: number | undefined): RedfishRefusal {
  const headers = retryAfterSec === undefined ? {} : { "retry-after": String(retryAfterSec) };
  const message = `The service is temporarily unavailable. Retry in ${retryAfterSec ?? "some"} seconds.`;
  const key = status === 503 ? "ServiceTemporarilyUnavailable" : status < 500 ? "GeneralError" : "InternalError";
  return new RedfishRefusal(status, key, message, [String(retryAfterSec ?? "")], headers);
}

function closing(answer: ResourceAnswer): ResourceAnswer {
  return { ...answer, headers: { ...answer.headers, connection: "close" } };
}
