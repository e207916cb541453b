import type { JsonObject, JsonValue, NodeTask } from "@steelyard/interfaces";
import {
  type CallOptions,
  isRedfishError,
  linkOf,
  type RedfishAction,
  type RedfishAnswer,
  type RedfishClient,
  type RedfishResource,
  type ServiceRoot,
  type WriteOptions,
} from "@steelyard/redfish-client";

/** Resolves after `ms`, rejects when `signal` aborts. */
export type Sleep = (ms: number, signal: AbortSignal) => Promise<void>;

/** Failures that are about one resource, so that the rest of a walk is worth reading. */
const OF_ONE_RESOURCE: ReadonlySet<string> = new Set([
  "NOT_FOUND",
  "FORBIDDEN",
  "METHOD_NOT_ALLOWED",
  "BAD_REQUEST",
  "CONFLICT",
  "SERVER_ERROR",
  "BUSY",
  "BAD_ANSWER",
  "REDIRECT_REFUSED",
]);

/**
 * The BMC of a task for the time of one call: every request ends with the task and no write is sent without the node.
 */
export class Bmc {
  readonly task: NodeTask;
  readonly #client: RedfishClient;
  readonly #endsAt: number | undefined;
  readonly #sleep: Sleep;
  readonly #unreadable: string[] = [];

  constructor(parts: { client: RedfishClient; task: NodeTask; deadlineMs: number | undefined; sleep: Sleep }) {
    this.#client = parts.client;
    this.task = parts.task;
    this.#sleep = parts.sleep;
    this.#endsAt = parts.deadlineMs === undefined ? undefined : performance.now() + parts.deadlineMs;
  }

  /** What every call ends with: the task, and what is left of the time. */
  get #limits(): CallOptions {
    return {
      signal: this.task.signal,
      beforeWrite: () => this.task.assertOwned(),
      deadlineMs: this.#endsAt === undefined ? undefined : Math.max(1, this.remainingMs),
    };
  }

  /** Paths that were left out because the BMC did not give them. */
  get unreadable(): readonly string[] {
    return this.#unreadable;
  }

  /** What is left of the time for the whole, in milliseconds; no end where none was given. */
  get remainingMs(): number {
    return this.#endsAt === undefined ? Number.POSITIVE_INFINITY : this.#endsAt - performance.now();
  }

  /** Waits before a request is repeated; ends with the task. */
  async pause(ms: number): Promise<void> {
    await this.#sleep(ms, this.task.signal);
  }

  system(): Promise<RedfishResource> {
    return this.#client.system(this.#limits);
  }

  root(): Promise<ServiceRoot> {
    return this.#client.serviceRoot(this.#limits);
  }

  managers(system: RedfishResource): Promise<readonly RedfishResource[]> {
    return this.#client.managers(system, this.#limits);
  }

  action(resource: RedfishResource, name: string): Promise<RedfishAction> {
    return this.#client.action(resource, name, this.#limits);
  }

  get(uri: string): Promise<RedfishResource> {
    return this.#client.get(uri, this.#limits);
  }

  /** A resource that others make sense without; undefined where the BMC does not give it, which is logged. */
  async getIfReadable(uri: string | undefined): Promise<RedfishResource | undefined> {
    if (uri === undefined) return undefined;
    try {
      return await this.get(uri);
    } catch (error) {
      this.#noteUnreadable(uri, error);
      return undefined;
    }
  }

  /** What a resource links to under `path`, if it is linked and readable. */
  linked(resource: RedfishResource, ...path: string[]): Promise<RedfishResource | undefined> {
    return this.getIfReadable(linkOf(resource, ...path));
  }

  /** The readable ones of these resources, each once, in their order. */
  async readable(uris: readonly string[]): Promise<readonly RedfishResource[]> {
    const found: RedfishResource[] = [];
    for (const uri of new Set(uris)) {
      const resource = await this.getIfReadable(uri);
      if (resource !== undefined) found.push(resource);
    }
    return found;
  }

  /** The members of a collection; those that cannot be read are left out, and so is a collection that cannot. */
  async members(collectionUri: string | undefined): Promise<readonly RedfishResource[]> {
    if (collectionUri === undefined) return [];
    const found: RedfishResource[] = [];
    try {
      const onUnreadable = (uri: string, error: unknown): void => this.#noteUnreadable(uri, error);
      for await (const member of this.#client.members(collectionUri, { ...this.#limits, onUnreadable }))
        found.push(member);
    } catch (error) {
      this.#noteUnreadable(collectionUri, error);
    }
    return found;
  }

  /**
   * As {@link Bmc.members}, where the collection may not be missed: one that is not there has no members, one that cannot be
   * read is a failure.
   */
  async membersOrFail(collectionUri: string | undefined): Promise<readonly RedfishResource[]> {
    if (collectionUri === undefined) return [];
    const found: RedfishResource[] = [];
    const onUnreadable = (uri: string, error: unknown): void => this.#noteUnreadable(uri, error);
    try {
      for await (const member of this.#client.members(collectionUri, { ...this.#limits, onUnreadable }))
        found.push(member);
    } catch (error) {
      if (!isRedfishError(error, "NOT_FOUND")) throw error;
    }
    return found;
  }

  patch(uri: string, body: JsonObject): Promise<RedfishAnswer> {
    return this.#client.patch(uri, body, { ...this.#limits, isRepeatable: true });
  }

  post(uri: string, body?: JsonValue, options: WriteOptions = {}): Promise<RedfishAnswer> {
    return this.#client.post(uri, body, { ...this.#limits, ...options });
  }

  delete(uri: string): Promise<RedfishAnswer> {
    return this.#client.delete(uri, { ...this.#limits, isRepeatable: true });
  }

  /** Waits for the task that an answer may have started. */
  async finished(answer: RedfishAnswer): Promise<void> {
    await this.#client.waitForTask(answer, this.#limits);
  }

  #noteUnreadable(uri: string, error: unknown): void {
    if (!isRedfishError(error) || !OF_ONE_RESOURCE.has(error.code)) throw error;
    this.#unreadable.push(uri);
    const level = error.code === "BAD_ANSWER" ? "warn" : "debug";
    this.task.log[level]("a resource of the BMC cannot be read and is left out", {
      node: this.task.nodeId,
      path: uri,
      reason: error.message,
    });
  }
}
