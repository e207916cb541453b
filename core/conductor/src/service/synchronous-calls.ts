import type { NodeTask } from "@steelyard/interfaces";
import type { ConductorParts } from "../conductor-options.js";
import type { Membership } from "../membership/membership.js";
import { HeldTask } from "../task/node-task.js";
import { asRefusal } from "../verbs/refusals.js";

/** Calls that are answered at once: under the node's reservation, which lasts as long as the call. */
export class SynchronousCalls {
  readonly #parts: ConductorParts;
  readonly #membership: Membership;

  constructor(parts: ConductorParts, membership: Membership) {
    this.#parts = parts;
    this.#membership = membership;
  }

  /** Holds the node for `work`. @throws RequestError `NODE_LOCKED`, `NOT_FOUND`, and what `work` throws */
  async held<T>(nodeUuid: string, signal: AbortSignal, work: (task: NodeTask) => Promise<T>): Promise<T> {
    const { store, hardware, log } = this.#parts;
    const { node, lock } = await store.nodes.acquire(nodeUuid, this.#membership.claimant).catch((error: unknown) => {
      throw asRefusal(error, nodeUuid);
    });
    try {
      const [ports, portgroups] = await Promise.all([store.ports.ofNode(nodeUuid), store.portgroups.ofNode(nodeUuid)]);
      const both = AbortSignal.any([signal, this.#membership.held]);
      const isSafe = () => this.#membership.isSafe();
      return await work(new HeldTask({ store, hardware, node, ports, portgroups, lock, signal: both, log, isSafe }));
    } finally {
      await store.nodes.release(lock);
    }
  }
}
