import { createHash } from "node:crypto";
import type { BmcLife } from "../machine/bmc-life.js";
import type { Machine } from "../machine/machine.js";
import { addBios } from "./bios-resources.js";
import { addChassis } from "./chassis-resources.js";
import type { FlavourFacts, RedfishHabits } from "./flavours.js";
import { addInventory } from "./inventory-resources.js";
import { addManager } from "./manager-resources.js";
import { addMedia } from "./media-resources.js";
import { answerQuery } from "./query.js";
import { messageOf, notFound, RedfishRefusal } from "./redfish-error.js";
import type { Body, Resource, ResourceAnswer } from "./resource.js";
import { addRoot } from "./root-resources.js";
import { sessionResource } from "./session-resources.js";
import type { Sessions } from "./sessions.js";
import { addSystem } from "./system-resources.js";
import { Tasks } from "./tasks.js";

/** What the resources of a service are made from. */
export interface ResourceTreeParts {
  readonly machine: Machine;
  readonly life: BmcLife;
  readonly facts: FlavourFacts;
  readonly habits: RedfishHabits;
  readonly sessions: Sessions;
}

/** All resources of a service by their paths, and what requests to them answer. */
export class ResourceTree {
  readonly #habits: RedfishHabits;
  readonly #registry: string;
  readonly #sessions: Sessions;
  readonly #tasks: Tasks;
  readonly #resources = new Map<string, Resource>();

  constructor({ machine, life, facts, habits, sessions }: ResourceTreeParts) {
    const isDell = facts.vendor === "Dell";
    this.#habits = habits;
    this.#registry = facts.baseRegistry;
    this.#sessions = sessions;
    this.#tasks = new Tasks((count) => (isDell ? `JID_${String(count).padStart(12, "0")}` : String(count)), !isDell);
    const resources = new Map<string, Resource>();
    const context = {
      machine,
      life,
      facts,
      habits,
      tasks: this.#tasks,
      systemPath: `/redfish/v1/Systems/${facts.systemId}`,
      managerPath: `/redfish/v1/Managers/${facts.managerId}`,
      chassisPath: `/redfish/v1/Chassis/${facts.chassisId}`,
    };
    for (const add of [addRoot, addSystem, addBios, addInventory, addChassis, addManager, addMedia])
      add(resources, context);
    for (const [path, resource] of resources) this.#resources.set(this.#keyOf(path), resource);
  }

  isPublic(path: string): boolean {
    return this.#find(path)?.isPublic === true;
  }

  /** Whether two paths are one for this service. */
  isSame(path: string, other: string): boolean {
    return this.#keyOf(path) === this.#keyOf(other);
  }

  /** @throws RedfishRefusal */
  answer(
    method: string,
    path: string,
    query: URLSearchParams,
    body: Body | undefined,
    ifMatch: string | undefined,
  ): ResourceAnswer {
    const resource = this.#find(path);
    if (resource === undefined) throw notFound(path);
    switch (method) {
      case "GET":
      case "HEAD":
        if (resource.answer !== undefined) return resource.answer();
        if (resource.get !== undefined) return this.#read(resource.get(), query);
        break;
      case "PATCH":
        if (resource.patch !== undefined) return this.#patch(resource, body ?? {}, ifMatch);
        break;
      case "POST":
        if (resource.post !== undefined) return resource.post(body);
        break;
      case "DELETE":
        if (resource.delete !== undefined) return resource.delete();
    }
    throw new RedfishRefusal(405, "OperationNotAllowed", `The HTTP method is not allowed on this resource.`, [], {
      allow: allowed(resource).join(", "),
    });
  }

  close(): void {
    this.#tasks.close();
  }

  #find(path: string): Resource | undefined {
    return (
      this.#resources.get(this.#keyOf(path)) ??
      sessionResource(path, this.#sessions, this.#habits.sessionTimeoutSec) ??
      this.#tasks.find(path)
    );
  }

  #keyOf(path: string): string {
    return this.#habits.ignoresCase ? path.toLowerCase() : path;
  }

  #read(body: Body, query: URLSearchParams): ResourceAnswer {
    const find = (path: string): Body | undefined => this.#find(path.replace(/(.)\/+$/, "$1"))?.get?.();
    return this.#withEtag(answerQuery(body, query, this.#habits.pageSize, find));
  }

  #patch(resource: Resource, body: Body, ifMatch: string | undefined): ResourceAnswer {
    const before = resource.get === undefined ? undefined : this.#etagOf(resource.get());
    if (ifMatch !== undefined && ifMatch !== "*" && ifMatch !== before)
      throw new RedfishRefusal(
        412,
        "PreconditionFailed",
        "The ETag supplied did not match the ETag required to change this resource.",
      );
    const own = resource.patch?.(body);
    if (own !== undefined) return own;
    switch (this.#habits.patchAnswer) {
      case "resource":
        return this.#withEtag(resource.get?.() ?? {});
      case "message": {
        const text = "The request completed successfully.";
        const message = messageOf(this.#registry, "Success", text, []);
        return { status: 200, body: { "@Message.ExtendedInfo": [message] } };
      }
      case "none":
        return { status: 204 };
    }
  }

  #withEtag(body: Body): ResourceAnswer {
    const etag = this.#etagOf(body);
    return etag === undefined
      ? { status: 200, body }
      : { status: 200, body: { "@odata.etag": etag, ...body }, headers: { etag } };
  }

  /** The clock goes on without changing the resource. */
  #etagOf(body: Body): string | undefined {
    if (this.#habits.etags === "none") return undefined;
    const { DateTime: _clock, ...rest } = body;
    const digest = createHash("sha256").update(JSON.stringify(rest)).digest("hex").slice(0, 8).toUpperCase();
    return `${this.#habits.etags === "weak" ? "W/" : ""}"${digest}"`;
  }
}

function allowed({ get, answer, patch, post, delete: remove }: Resource): readonly string[] {
  return [
    ...(get === undefined && answer === undefined ? [] : ["GET", "HEAD"]),
    ...(patch === undefined ? [] : ["PATCH"]),
    ...(post === undefined ? [] : ["POST"]),
    ...(remove === undefined ? [] : ["DELETE"]),
  ];
}
