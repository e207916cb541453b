import { Dice } from "./dice.js";

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
  /** Redfish: a 200 with a body that is no JSON. IPMI: a good completion code without its data. The effect does not take place. */
  | { readonly kind: "garbage" }
  /** The BMC is not ready: 503, with the vendor's own message (`SYS518` on iDRAC). IPMI: completion code 0xD2. */
  | { readonly kind: "not-ready" }
  /** The BMC restarts instead of answering; it forgets its sessions and is gone for a while. */
  | { readonly kind: "reset-bmc" }
  /** Everything as usual, later. On `machine`: the change of power takes this much longer. */
  | { readonly kind: "delay"; readonly ms: number }
  /** `machine` only: the request was accepted and nothing happens. */
  | { readonly kind: "ignore" };

/** A scripted fault. @public */
export interface Fault {
  /** Name of the machine; absent: all. */
  readonly machine?: string;
  /** `machine`: what happens between the BMC and the machine; kinds `delay` and `ignore`. */
  readonly on: "redfish" | "ipmi" | "machine";
  /** Redfish: only these methods, e.g. `["GET"]`. */
  readonly methods?: readonly string[];
  /**
   * Redfish: only paths that match. IPMI: matched against `<netfn>/<command>` in hex, e.g. `0/2`, and `rmcp/open`, `rmcp/rakp1`,
   * `rmcp/rakp3`. Machine: `power-on`, `power-off`, `reset`.
   */
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
  readonly #dice: Dice;

  /** @param seed - of the dice for `probability`; equal seeds give equal runs */
  constructor(seed = 1) {
    this.#dice = new Dice(seed);
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
      if (fault.path !== undefined && request.path.search(fault.path) < 0) continue;
      if (entry.left <= 0) continue;
      if (entry.toPass > 0) {
        entry.toPass -= 1;
        continue;
      }
      if (fault.probability !== undefined && this.#dice.roll() >= fault.probability) continue;
      entry.left -= 1;
      return fault.action;
    }
    return undefined;
  }
}
