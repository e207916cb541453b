import { setTimeout as pause } from "node:timers/promises";
import { request } from "undici";

const MICROVERSION = "1.95";
const CALL_MS = 30_000;
const LOOK_EVERY_MS = 100;
/** The node is worked on at this moment; Ironic's clients ask again. */
const LOCKED = 409;

/** A node as the API shows it; the fields the demo reads. */
export interface ShownNode {
  readonly uuid: string;
  readonly provision_state: string;
  readonly target_provision_state: string | null;
  readonly power_state: string | null;
  readonly last_error: string | null;
  readonly reservation: string | null;
  readonly clean_step: { readonly step?: string };
  readonly deploy_step: { readonly step?: string };
  readonly properties: Readonly<Record<string, unknown>>;
}

/** Calls the Bare Metal API over HTTP as any client does. */
export class ApiClient {
  readonly #base: string;

  /** @param base - e.g. `http://127.0.0.1:6385` */
  constructor(base: string) {
    this.#base = base;
  }

  /** @throws Error with the API's own message for any status but 2xx */
  async call<T>(
    method: "GET" | "POST" | "PUT" | "PATCH",
    path: string,
    signal: AbortSignal,
    body?: unknown,
  ): Promise<T> {
    const { status, json } = await this.#send(method, path, signal, body);
    if (status >= 300) throw new Error(`${method} ${path} answered ${status}: ${messageOf(json)}`);
    return json as T;
  }

  /** As `call`, asked again while the node is locked. */
  async patiently(method: "PUT" | "PATCH", path: string, signal: AbortSignal, body: unknown): Promise<void> {
    for (;;) {
      const { status, json } = await this.#send(method, path, signal, body);
      if (status < 300) return;
      if (status !== LOCKED) throw new Error(`${method} ${path} answered ${status}: ${messageOf(json)}`);
      await pause(LOOK_EVERY_MS, undefined, { signal });
    }
  }

  /** Looks at a node until `condition` holds; tells every look. */
  async until(
    uuid: string,
    condition: (node: ShownNode) => boolean,
    signal: AbortSignal,
    onLook: (node: ShownNode) => void,
  ): Promise<ShownNode> {
    for (;;) {
      const node = await this.call<ShownNode>("GET", `/v1/nodes/${uuid}`, signal);
      onLook(node);
      if (condition(node)) return node;
      await pause(LOOK_EVERY_MS, undefined, { signal });
    }
  }

  async #send(method: string, path: string, signal: AbortSignal, body?: unknown) {
    const { statusCode, body: answer } = await request(`${this.#base}${path}`, {
      method: method as "GET",
      headers: { "x-openstack-ironic-api-version": MICROVERSION, "content-type": "application/json" },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      signal: AbortSignal.any([signal, AbortSignal.timeout(CALL_MS)]),
    });
    const text = await answer.text();
    return { status: statusCode, json: text === "" ? undefined : (JSON.parse(text) as unknown) };
  }
}

/** Ironic's envelope: an object, or one as JSON in a string. */
function messageOf(json: unknown): string {
  const envelope = (json as { error_message?: unknown } | undefined)?.error_message;
  if (typeof envelope === "string") return envelope;
  const fault = (envelope as { faultstring?: unknown } | undefined)?.faultstring;
  return typeof fault === "string" ? fault : JSON.stringify(json);
}
