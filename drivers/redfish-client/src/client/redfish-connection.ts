import type { JsonObject, JsonValue } from "@steelyard/interfaces";
import { isObject } from "../errors/extended-info.js";
import { secretsIn } from "../errors/redaction.js";
import { RedfishError } from "../errors/redfish-error.js";
import type { Authenticator, Proof } from "../session/authenticator.js";
import { hooked } from "../session/session-service.js";
import { parseJson } from "../transport/answer-body.js";
import { type BmcAddress, pathOfLink, resourceKey } from "../transport/bmc-address.js";
import type { RedfishClock } from "../transport/clock.js";
import { type CallLimits, Deadline, Interrupted } from "../transport/deadline.js";
import { ifMatchLadder } from "../transport/etag.js";
import type { WireAnswer } from "../transport/exchange.js";
import { HookRefusal, type Requester } from "../transport/requester.js";
import { answerError } from "./answer-error.js";
import type { CallOptions, RedfishAnswer, WriteOptions } from "./call-options.js";
import { RecentEtags } from "./recent-etags.js";

/** @internal */
export type RedfishMethod = "GET" | "POST" | "PATCH" | "PUT" | "DELETE";

const MAX_REDIRECTS = 3;
/** Refusals with status 403 that a new session does not cure. */
const FINAL_REFUSALS = new Set(["InsufficientPrivilege", "OemLicenseNotPassed", "LicenseKeyRequired"]);

/** The parts of a connection. @internal */
export interface ConnectionParts {
  readonly address: BmcAddress;
  readonly requester: Requester;
  readonly authenticator: Authenticator;
  readonly clock: RedfishClock;
  readonly defaultDeadlineMs: number;
}

/** One account at one BMC: authenticated requests with tags, redirects and errors. @internal */
export class RedfishConnection {
  readonly address: BmcAddress;
  readonly clock: RedfishClock;
  readonly defaultDeadlineMs: number;
  readonly #requester: Requester;
  readonly #authenticator: Authenticator;
  readonly #etags = new RecentEtags();
  /** Requests that stay forbidden with a new session; logging in again for each would wear out the BMC. */
  readonly #forbidden = new Set<string>();
  #isClosed = false;

  constructor(parts: ConnectionParts) {
    this.address = parts.address;
    this.clock = parts.clock;
    this.defaultDeadlineMs = parts.defaultDeadlineMs;
    this.#requester = parts.requester;
    this.#authenticator = parts.authenticator;
  }

  get isClosed(): boolean {
    return this.#isClosed;
  }

  /** Takes no more requests. */
  close(): void {
    this.#isClosed = true;
  }

  /** Ends the session, and waits no longer than `limits` for a login that is under way. */
  logout(limits: CallLimits): Promise<void> {
    const deadline = new Deadline(this.clock, limits, this.defaultDeadlineMs);
    return deadline.within(Number.POSITIVE_INFINITY, (signal) =>
      this.#authenticator.logout({ signal, deadlineMs: deadline.remainingMs() }),
    );
  }

  /** @throws RedfishError; what `beforeWrite` throws */
  async request(
    method: RedfishMethod,
    uri: string,
    body: JsonValue | undefined,
    options: WriteOptions,
  ): Promise<RedfishAnswer> {
    if (this.#isClosed) throw new RedfishError("CLOSED", { method, path: uri });
    const deadline = new Deadline(this.clock, options, this.defaultDeadlineMs);
    const path = pathOfLink(uri, this.address);
    try {
      return await this.#conditional(method, path, body, options, deadline);
    } catch (error) {
      if (error instanceof HookRefusal) throw error.cause;
      if (!(error instanceof Interrupted)) throw error;
      const isAbort = error.why === "caller";
      const reason = isAbort ? "by the caller's signal" : `while logging in, after ${deadline.lengthMs} ms`;
      throw new RedfishError(isAbort ? "ABORTED" : "TIMEOUT", { method, path, reason, cause: error.cause });
    }
  }

  async #conditional(
    method: RedfishMethod,
    path: string,
    body: JsonValue | undefined,
    options: WriteOptions,
    deadline: Deadline,
  ): Promise<RedfishAnswer> {
    const tags = this.#tagsFor(method, path, options);
    let answer: WireAnswer | undefined;
    for (const tag of tags) {
      const headers = tag === undefined ? {} : { "if-match": tag };
      answer = await this.#redirected(
        method,
        path,
        body,
        { ...options, headers: { ...options.headers, ...headers } },
        deadline,
      );
      if (answer.status !== 412) break;
    }
    if (answer === undefined) throw new Error("a ladder of tags has at least one rung");
    if (answer.status >= 300) {
      const secrets = [...secretsIn(body), ...this.#authenticator.secrets];
      throw answerError({ method, path }, answer, secrets, this.clock.wallNow());
    }
    return this.#understood(method, path, answer);
  }

  #tagsFor(method: RedfishMethod, path: string, options: WriteOptions): readonly (string | undefined)[] {
    if (typeof options.ifMatch === "string") return [options.ifMatch];
    const isConditional = (method === "PATCH" || method === "PUT") && options.ifMatch !== false;
    return isConditional ? ifMatchLadder(this.#etags.get(resourceKey(path))) : [undefined];
  }

  async #redirected(
    method: RedfishMethod,
    path: string,
    body: JsonValue | undefined,
    options: WriteOptions,
    deadline: Deadline,
  ): Promise<WireAnswer> {
    let at = path;
    for (let hops = 0; ; hops += 1) {
      const answer = await this.#authenticated(method, at, body, options, deadline);
      const target = answer.headers["location"];
      const keepsMethod = answer.status === 307 || answer.status === 308;
      const isMoved = keepsMethod || answer.status === 301 || answer.status === 302;
      if (!isMoved || target === undefined) return answer;
      const next = pathOfLink(target, this.address, at);
      if (hops >= MAX_REDIRECTS || (method !== "GET" && !keepsMethod)) {
        const reason =
          hops >= MAX_REDIRECTS ? `more than ${MAX_REDIRECTS} redirects` : `a write is redirected to ${next}`;
        throw new RedfishError("REDIRECT_REFUSED", { method, path, status: answer.status, reason });
      }
      at = next;
    }
  }

  async #authenticated(
    method: RedfishMethod,
    path: string,
    body: JsonValue | undefined,
    options: WriteOptions,
    deadline: Deadline,
  ): Promise<WireAnswer> {
    const prove = (
      work: (limits: CallLimits & { beforeWrite: CallOptions["beforeWrite"] }) => Promise<Proof | undefined>,
    ) =>
      deadline.within(Number.POSITIVE_INFINITY, (signal) =>
        work({ signal, deadlineMs: deadline.remainingMs(), beforeWrite: options.beforeWrite }),
      );
    const proof = await prove((limits) => this.#authenticator.prove({ ...limits, beforeWrite: limits.beforeWrite }));
    if (proof === undefined) throw new Error("a first proof is always given");
    const answer = await this.#send(method, path, body, options, proof, deadline);
    if (!this.#mayBeCured(method, path, answer)) return answer;
    const renewed = await prove((limits) =>
      this.#authenticator.renew(proof, answer.status === 401, { ...limits, beforeWrite: limits.beforeWrite }),
    );
    if (renewed === undefined) return answer;
    const second = await this.#send(method, path, body, options, renewed, deadline);
    if (second.status === 403 && this.#forbidden.size < 1000) this.#forbidden.add(`${method} ${path}`);
    return second;
  }

  #mayBeCured(method: RedfishMethod, path: string, answer: WireAnswer): boolean {
    if (answer.status === 401) return true;
    if (answer.status !== 403 || this.#forbidden.has(`${method} ${path}`)) return false;
    return !messageKeys(answer).some((key) => FINAL_REFUSALS.has(key));
  }

  async #send(
    method: RedfishMethod,
    path: string,
    body: JsonValue | undefined,
    options: WriteOptions,
    proof: Proof,
    deadline: Deadline,
  ): Promise<WireAnswer> {
    const text = body === undefined ? undefined : JSON.stringify(body);
    const send = (encoding: string): Promise<WireAnswer> =>
      this.#requester.send(
        {
          method,
          origin: this.address.origin,
          path,
          headers: {
            accept: "application/json",
            "odata-version": "4.0",
            "accept-encoding": encoding,
            ...(text === undefined ? {} : { "content-type": "application/json" }),
            ...options.headers,
            ...proof.headers,
          },
          body: text,
          beforeSend: method === "GET" ? undefined : hooked(options.beforeWrite),
          isRepeatable: method === "GET" || options.isRepeatable === true,
        },
        deadline,
      );
    // Compression makes tags weak, so it is only taken where the BMC has nothing else (registries of HPE Gen10).
    const answer = await send("identity");
    return method === "GET" && answer.status === 406 ? send("gzip, deflate") : answer;
  }

  #understood(method: RedfishMethod, path: string, answer: WireAnswer): RedfishAnswer {
    const json = parseJson(answer.text);
    const body = isObject(json) ? json : undefined;
    if (method === "GET" && body === undefined && answer.status === 200) {
      const type = answer.headers["content-type"] ?? "no content type";
      const what = json === undefined ? "is not JSON" : "is not a JSON object";
      const reason = `the body ${what} (${type}, ${answer.text.length} characters)`;
      throw new RedfishError("BAD_ANSWER", { method, path, status: answer.status, reason });
    }
    const own = method === "POST" || method === "DELETE" ? undefined : body?.["@odata.etag"];
    const etag = answer.headers["etag"] ?? (typeof own === "string" ? own : undefined);
    this.#etags.set(resourceKey(path), method === "GET" ? etag : undefined);
    return {
      uri: path,
      status: answer.status,
      headers: answer.headers,
      body,
      etag,
      location: this.#locationOf(answer, path),
    };
  }

  /** Services behind a proxy name their own address; the path is what counts, and it is asked at ours. */
  #locationOf(answer: WireAnswer, path: string): string | undefined {
    const header = answer.headers["location"];
    if (header === undefined) return undefined;
    const base = new URL(path, this.address.origin).href;
    if (!URL.canParse(header, base)) return undefined;
    const url = new URL(header, base);
    return `${url.pathname}${url.search}`;
  }
}

function messageKeys(answer: WireAnswer): readonly string[] {
  return answerError({ method: "", path: "" }, answer, [], 0).messages.map(({ key }) => key);
}

/** The body of a resource, which a GET always has. @internal */
export function asResource(answer: RedfishAnswer): RedfishAnswer & { readonly body: JsonObject } {
  if (answer.body !== undefined) return { ...answer, body: answer.body };
  throw new RedfishError("BAD_ANSWER", {
    method: "GET",
    path: answer.uri,
    status: answer.status,
    reason: "the body is missing",
  });
}
