import { Agent, type Dispatcher, request } from "undici";
import { onTestFinished } from "vitest";
import type { RedfishAddress, SimulatedMachine } from "../rack/simulated-machine.js";

export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  // biome-ignore lint/suspicious/noExplicitAny: tests look into bodies of every shape
  readonly body: any;
}

export interface CallOptions {
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
  /** Default the right user, by basic authentication; null: nobody. */
  readonly user?: string | null;
  readonly signal?: AbortSignal;
}

/** Plain requests to a Redfish service. */
export class RedfishCaller {
  readonly system: string;
  readonly #address: RedfishAddress;
  readonly #agent: Agent;

  constructor(machine: SimulatedMachine, ca?: string) {
    if (machine.redfish === undefined) throw new Error("the machine has no Redfish");
    this.#address = machine.redfish;
    this.system = machine.redfish.systemId;
    this.#agent = new Agent(ca === undefined ? {} : { connect: { ca } });
    onTestFinished(() => this.#agent.destroy());
  }

  get(path: string, options?: CallOptions): Promise<Answer> {
    return this.call("GET", path, options);
  }

  post(path: string, body?: unknown, options?: CallOptions): Promise<Answer> {
    return this.call("POST", path, { ...options, body });
  }

  patch(path: string, body: unknown, options?: CallOptions): Promise<Answer> {
    return this.call("PATCH", path, { ...options, body });
  }

  reset(type: string): Promise<Answer> {
    return this.post(`${this.system}/Actions/ComputerSystem.Reset`, { ResetType: type });
  }

  async call(method: Dispatcher.HttpMethod, path: string, options: CallOptions = {}): Promise<Answer> {
    const { username, password, url } = this.#address;
    const { user = `${username}:${password}`, body, signal } = options;
    const answer = await request(`${url}${path}`, {
      method,
      dispatcher: this.#agent,
      headers: {
        ...(user === null ? {} : { authorization: `Basic ${Buffer.from(user).toString("base64")}` }),
        ...(body === undefined ? {} : { "content-type": "application/json" }),
        ...options.headers,
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      ...(signal === undefined ? {} : { signal }),
    });
    const text = await answer.body.text();
    return { status: answer.statusCode, headers: answer.headers, body: text === "" ? undefined : JSON.parse(text) };
  }
}

/** The message id of an error, without its registry. */
export function messageKey({ body }: Answer): string {
  return String(body?.error?.["@Message.ExtendedInfo"]?.[0]?.MessageId).replace(/^.*\./, "");
}
