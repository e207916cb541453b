/** What goes wrong. @public */
export type FaultAction =
  /** Redfish: this status, with `Retry-After` where it is given. */
  | { readonly kind: "status"; readonly status: number; readonly retryAfterSec?: number }
  /** IPMI: this completion code. */
  | { readonly kind: "completion-code"; readonly code: number }
  /** The request is taken and never answered. */
  | { readonly kind: "hang" }
  /** Redfish: the connection is cut. IPMI: the packet is lost. */
  | { readonly kind: "drop" }
  /** The effect takes place and the answer is lost. */
  | { readonly kind: "lose-answer" }
  /** All Redfish sessions end; the request is then answered as it deserves. */
  | { readonly kind: "expire-sessions" }
  /** The answer is not what the protocol says. */
  | { readonly kind: "garbage" };

/** A scripted fault. @public */
export interface Fault {
  /** Name of the machine; absent: all. */
  readonly machine?: string;
  readonly on: "redfish" | "ipmi";
  /** Redfish: only these methods, e.g. `["GET"]`. */
  readonly methods?: readonly string[];
  /** Redfish: only paths that match. IPMI: matched against `<netfn>/<command>` in hex, e.g. `0/2`. */
  readonly path?: RegExp;
  readonly action: FaultAction;
  /** How often; absent: always. */
  readonly times?: number;
  /** Let this many matching requests pass first. */
  readonly after?: number;
  /** Share of matching requests that are hit, 0 to 1; absent: all. */
  readonly probability?: number;
}

/** Faults of a rack; the first that matches a request is carried out. @public */
export class Faults {
  #list: { readonly fault: Fault; left: number; toPass: number }[] = [];
  #seed: number;

  /** @param seed - of the dice for `probability`; equal seeds give equal runs */
  constructor(seed = 1) {
    this.#seed = seed;
  }

  /** @returns a function that takes the fault back */
  add(fault: Fault): () => void {
    const entry = { fault, left: fault.times ?? Number.POSITIVE_INFINITY, toPass: fault.after ?? 0 };
    this.#list.push(entry);
    return () => {
      this.#list = this.#list.filter((each) => each !== entry);
    };
  }

  clear(): void {
    this.#list = [];
  }

  /** The fault that hits a request, if any; counts it. */
  take(request: {
    readonly machine: string;
    readonly on: Fault["on"];
    readonly method?: string;
    readonly path: string;
  }): FaultAction | undefined {
    for (const entry of this.#list) {
      const { fault } = entry;
      if (fault.on !== request.on || (fault.machine ?? request.machine) !== request.machine) continue;
      if (fault.methods !== undefined && !fault.methods.includes(request.method ?? "")) continue;
      if (fault.path !== undefined && !fault.path.test(request.path)) continue;
      if (entry.left <= 0) continue;
      if (entry.toPass > 0) {
        entry.toPass -= 1;
        continue;
      }
      if (fault.probability !== undefined && this.#dice() >= fault.probability) continue;
      entry.left -= 1;
      return fault.action;
    }
    return undefined;
  }

  #dice(): number {
    this.#seed = (this.#seed * 48_271) % 2_147_483_647;
    return this.#seed / 2_147_483_647;
  }
}
