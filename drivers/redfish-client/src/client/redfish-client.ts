import type { JsonObject, JsonValue } from "@steelyard/interfaces";
import { isRedfishError, RedfishError } from "../errors/redfish-error.js";
import { type RedfishAction, resolveAction } from "../resources/action.js";
import { linksIn } from "../resources/attributes.js";
import { listedMembers, type MembersOptions } from "../resources/members.js";
import { pickManagerUris, pickSystemUri } from "../resources/pick.js";
import { memberExpansion, readServiceRoot, type ServiceRoot } from "../resources/service-root.js";
import { monitorOf, readTaskFailure, readTaskReport, type TaskReport } from "../tasks/task-report.js";
import { Deadline, Interrupted } from "../transport/deadline.js";
import type { CallOptions, RedfishAnswer, RedfishResource, WriteOptions } from "./call-options.js";
import { asResource, type RedfishConnection } from "./redfish-connection.js";

/** @public */
export interface WaitForTaskOptions extends CallOptions {
  /** Pause between looks where the service names none, in milliseconds. Default 1 000. */
  readonly pollMs?: number | undefined;
  /** Called after each look. */
  readonly onProgress?: ((report: TaskReport) => void) | undefined;
}

/** @public */
export interface CloseOptions {
  /** Leaves the session at the BMC and in the store, for a successor. Default `false`. */
  readonly keepSession?: boolean | undefined;
  readonly signal?: AbortSignal | undefined;
  /** How long the BMC may take to end the session, in milliseconds. Default 10 000. */
  readonly deadlineMs?: number | undefined;
}

const TASK_DEADLINE_MS = 60_000;
const POLL_MS = 1_000;
/** The root changes with the BMC's firmware only. */
const ROOT_MAX_AGE_MS = 300_000;

/**
 * One machine behind a BMC. Made by `RedfishPool.for`; clients of one account share its session, and all clients of a
 * BMC its queue.
 *
 * @remarks Every call throws {@link RedfishError} and whatever `beforeWrite` throws, nothing else.
 * @public
 */
export class RedfishClient {
  readonly #connection: RedfishConnection;
  readonly #systemId: string | undefined;
  readonly #close: (options: CloseOptions) => Promise<void>;
  #root: { readonly root: ServiceRoot; readonly readAt: number } | undefined;

  /** @internal */
  constructor(
    connection: RedfishConnection,
    systemId: string | undefined,
    close: (options: CloseOptions) => Promise<void>,
  ) {
    this.#connection = connection;
    this.#systemId = systemId;
    this.#close = close;
  }

  /** Scheme, host and port of the BMC. */
  get origin(): string {
    return this.#connection.address.origin;
  }

  /** Reads a resource. @throws RedfishError `BAD_ANSWER` where the answer is not a JSON object */
  async get(uri: string, options: CallOptions = {}): Promise<RedfishAnswer & { readonly body: JsonObject }> {
    return asResource(await this.#connection.request("GET", uri, undefined, options));
  }

  /** Sends `body`, or nothing at all where it is undefined (`{}` is something). */
  post(uri: string, body?: JsonValue, options: WriteOptions = {}): Promise<RedfishAnswer> {
    return this.#connection.request("POST", uri, body, options);
  }

  /** Changes attributes, under the tag of the last GET. */
  patch(uri: string, body: JsonObject, options: WriteOptions = {}): Promise<RedfishAnswer> {
    return this.#connection.request("PATCH", uri, body, options);
  }

  put(uri: string, body: JsonValue, options: WriteOptions = {}): Promise<RedfishAnswer> {
    return this.#connection.request("PUT", uri, body, options);
  }

  delete(uri: string, options: WriteOptions = {}): Promise<RedfishAnswer> {
    return this.#connection.request("DELETE", uri, undefined, options);
  }

  /** The service root; read at most every five minutes. */
  async serviceRoot(options: CallOptions = {}): Promise<ServiceRoot> {
    const now = this.#connection.clock.now();
    if (this.#root !== undefined && now - this.#root.readAt < ROOT_MAX_AGE_MS) return this.#root.root;
    const root = readServiceRoot(await this.get(this.#connection.address.rootPath, options));
    this.#root = { root, readAt: now };
    return root;
  }

  /**
   * The node's system: `systemId` of the pool's options, else the only one.
   * @throws RedfishError `SYSTEM_NOT_CHOSEN`, with the members in its message
   */
  async system(options: CallOptions = {}): Promise<RedfishResource> {
    const isPath = this.#systemId?.includes("/") === true;
    if (this.#systemId !== undefined && isPath) return this.get(absolute(this.#systemId), options);
    const root = await this.serviceRoot(options);
    return this.get(await pickSystemUri(this, root, this.#systemId, options), options);
  }

  /** The managers of a system: `Links.ManagedBy`, else all of the service. */
  async managers(system: RedfishResource, options: CallOptions = {}): Promise<readonly RedfishResource[]> {
    const root = await this.serviceRoot(options);
    return this.#all(await pickManagerUris(this, root, system, options), options);
  }

  /** The chassis a system names in `Links.Chassis`; empty where it names none. */
  chassis(system: RedfishResource, options: CallOptions = {}): Promise<readonly RedfishResource[]> {
    return this.#all(linksIn(system, "Links", "Chassis"), options);
  }

  /** See {@link resolveAction}. */
  action(resource: RedfishResource, name: string, options: CallOptions = {}): Promise<RedfishAction> {
    return resolveAction(this, resource, name, options);
  }

  /** The links of a collection's members, over all its pages. */
  async *memberLinks(collectionUri: string, options: CallOptions = {}): AsyncGenerator<string, void, undefined> {
    for await (const { uri } of listedMembers(this, collectionUri, undefined, options)) yield uri;
  }

  /** A collection's members, read; in one request per page where the service advertises `$expand`. */
  async *members(
    collectionUri: string,
    options: MembersOptions = {},
  ): AsyncGenerator<RedfishResource, void, undefined> {
    const query = options.expand === false ? undefined : memberExpansion((await this.serviceRoot(options)).expand);
    for await (const { uri, body } of listedMembers(this, collectionUri, query, options)) {
      const member = body === undefined ? await this.#member(uri, options) : { uri, body, etag: etagIn(body) };
      if (member !== undefined) yield member;
    }
  }

  /** Looks once at a task or task monitor. @throws RedfishError where the answer is not about the task */
  async pollTask(uri: string, options: CallOptions = {}): Promise<TaskReport> {
    try {
      const answer = await this.#connection.request("GET", uri, undefined, options);
      return readTaskReport(answer, this.#connection.clock.wallNow());
    } catch (error) {
      const report = isRedfishError(error) ? readTaskFailure(uri, error) : undefined;
      if (report === undefined) throw error;
      return report;
    }
  }

  /**
   * Waits until a task is over; `monitor` is its address, or the answer that may have started one.
   *
   * @returns the last report, of kind `done` or `vanished`; undefined where the answer started no task
   * @throws RedfishError `TASK_FAILED` with the task's messages, `TIMEOUT` after `deadlineMs` (default 60 000),
   *   `BAD_ANSWER` for 202 without the address of a monitor
   */
  async waitForTask(
    monitor: string | RedfishAnswer,
    options: WaitForTaskOptions = {},
  ): Promise<TaskReport | undefined> {
    const uri = typeof monitor === "string" ? monitor : monitorOf(monitor);
    if (uri === undefined) {
      if (typeof monitor === "string" || monitor.status !== 202) return undefined;
      const reason = "status 202 came without the address of a task monitor";
      throw new RedfishError("BAD_ANSWER", { path: monitor.uri, status: 202, attribute: "Location", reason });
    }
    const deadline = new Deadline(this.#connection.clock, options, TASK_DEADLINE_MS);
    for (;;) {
      const report = await this.pollTask(uri, { ...options, deadlineMs: Math.max(1, deadline.remainingMs()) });
      options.onProgress?.(report);
      if (report.kind === "failed") throw taskError(report);
      if (report.kind !== "running") return report;
      try {
        await deadline.pause(report.retryAfterMs ?? options.pollMs ?? POLL_MS);
      } catch (error) {
        if (!(error instanceof Interrupted)) throw error;
        const isAbort = error.why === "caller";
        const reason = isAbort ? "by the caller's signal" : `the task runs for longer than ${deadline.lengthMs} ms`;
        throw new RedfishError(isAbort ? "ABORTED" : "TIMEOUT", {
          method: "GET",
          path: uri,
          reason,
          cause: error.cause,
        });
      }
    }
  }

  /** Gives the client up; with the last client of the account its session ends at the BMC. */
  close(options: CloseOptions = {}): Promise<void> {
    return this.#close(options);
  }

  async #all(uris: readonly string[], options: CallOptions): Promise<readonly RedfishResource[]> {
    const resources: RedfishResource[] = [];
    for (const uri of uris) resources.push(await this.get(uri, options));
    return resources;
  }

  async #member(uri: string, options: MembersOptions): Promise<RedfishResource | undefined> {
    try {
      return await this.get(uri, options);
    } catch (error) {
      const isAboutMember = isRedfishError(error) && (error.status !== undefined || error.code === "BAD_ANSWER");
      if (options.onUnreadable === undefined || !isAboutMember) throw error;
      options.onUnreadable(uri, error);
      return undefined;
    }
  }
}

function taskError(report: TaskReport): RedfishError {
  const state = report.taskState === undefined ? "" : `it ended as ${report.taskState}`;
  return new RedfishError("TASK_FAILED", {
    method: "GET",
    path: report.uri,
    status: report.httpStatus,
    messages: report.messages,
    ...(state === "" ? {} : { reason: state }),
  });
}

function etagIn(body: JsonObject): string | undefined {
  const etag = body["@odata.etag"];
  return typeof etag === "string" ? etag : undefined;
}

function absolute(path: string): string {
  return path.startsWith("/") ? path : `/${path}`;
}
