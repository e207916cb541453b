import { type ClaimedAction, isStoreError } from "@steelyard/runtime-interfaces";
import type { ConductorParts } from "../conductor-options.js";
import { isLost } from "../failures/failure-text.js";
import type { FlowEnd } from "../flow/advance-step.js";
import { FlowRun } from "../flow/flow-run.js";
import { runFlow } from "../flow/run-flow.js";
import type { Membership } from "../membership/membership.js";
import { HeldTask } from "../task/node-task.js";

const PAGE = 100;
/** Due work is looked for at least this often, also without a hint. Source: DESIGN §4. */
const LONGEST_IDLE_MS = 1000;
const FIRST_RETRY_MS = 200;
const LONGEST_RETRY_MS = 5000;

/**
 * Claims due actions of this conductor's nodes and carries them on, many at once.
 *
 * @remarks Source: DESIGN §3 and §4.
 */
export class WorkLoop {
  readonly #parts: ConductorParts;
  readonly #membership: Membership;
  readonly #running = new Map<number, Promise<void>>();
  readonly #stopping = new AbortController();
  /** Cuts running steps short. */
  readonly #cutting = new AbortController();
  #isDraining = false;
  #wake: () => void = () => undefined;
  #loop: Promise<void> = Promise.resolve();

  constructor(parts: ConductorParts, membership: Membership) {
    this.#parts = parts;
    this.#membership = membership;
  }

  get runningCount(): number {
    return this.#running.size;
  }

  start(): void {
    const unsubscribe = this.#parts.store.onWork(() => this.#wake());
    this.#loop = this.#run().finally(unsubscribe);
  }

  /** Stops claiming; running work ends at its next boundary and is given back. */
  beginDrain(): void {
    this.#isDraining = true;
    this.#stopping.abort();
    this.#wake();
  }

  /** Resolves when nothing runs any more; work still running when `signal` aborts is cut short. */
  async end(signal: AbortSignal): Promise<void> {
    this.beginDrain();
    const cut = () => this.#cutting.abort(new Error("this conductor stops"));
    if (signal.aborted) cut();
    signal.addEventListener("abort", cut, { once: true });
    await this.#loop;
    await Promise.allSettled(this.#running.values());
    signal.removeEventListener("abort", cut);
  }

  async #run(): Promise<void> {
    const { clock, log, store } = this.#parts;
    while (!this.#stopping.signal.aborted) {
      const woken = new AbortController();
      this.#wake = () => woken.abort();
      let idleMs = LONGEST_IDLE_MS;
      try {
        await this.#look();
        idleMs = await store.actions.nextDueInMs(LONGEST_IDLE_MS);
      } catch (error) {
        log.error("due work could not be looked up", { reason: error instanceof Error ? error.message : "unknown" });
      }
      const until = AbortSignal.any([woken.signal, this.#stopping.signal]);
      // A due action of somebody else's keeps `nextDueInMs` at zero; it must not keep this loop busy.
      await clock.sleep(Math.max(idleMs, 50), until).catch((error: unknown) => {
        if (!until.aborted) throw error;
      });
    }
  }

  async #look(): Promise<void> {
    const { store, config } = this.#parts;
    let after: { startAfter: string; id: number } | undefined;
    for (;;) {
      const due = await store.actions.due(PAGE, after);
      for (const action of due) {
        if (this.#stopping.signal.aborted || this.#membership.held.aborted) return;
        if (this.#running.size >= config.conductor.workersPoolSize) return;
        if (this.#running.has(action.id)) continue;
        const node = { ...action, uuid: action.nodeUuid };
        if ((await this.#membership.ownerOf(node)) !== this.#parts.hostname) continue;
        const claimed = await store.actions.claim(action.id, this.#membership.claimant);
        if (claimed !== undefined) this.#begin(claimed);
      }
      const last = due.at(-1);
      if (due.length < PAGE || last === undefined) return;
      after = { startAfter: last.startAfter, id: last.id };
    }
  }

  #begin(claimed: ClaimedAction): void {
    const { id } = claimed.action;
    const work = this.#work(claimed).finally(() => {
      this.#running.delete(id);
      this.#wake();
    });
    this.#running.set(id, work);
  }

  async #work(claimed: ClaimedAction): Promise<void> {
    const { log } = this.#parts;
    const facts = { node: claimed.node.uuid, call: claimed.action.call };
    const signal = AbortSignal.any([this.#membership.held, this.#cutting.signal]);
    try {
      const end = await this.#carryOn(claimed, signal);
      if (end === "left") await this.#giveBack(claimed);
    } catch (error) {
      if (isLost(error) || this.#membership.held.aborted) {
        log.warn("work was taken over by another conductor", facts);
        return;
      }
      if (!this.#cutting.signal.aborted)
        log.error("work was interrupted and is given back", {
          ...facts,
          reason: error instanceof Error ? error.message : "unknown",
          ...(error instanceof Error && error.stack !== undefined && !isStoreError(error)
            ? { stack: error.stack }
            : {}),
        });
      await this.#giveBack(claimed, isStoreError(error) || this.#cutting.signal.aborted ? 0 : LONGEST_RETRY_MS);
    }
  }

  async #carryOn(claimed: ClaimedAction, signal: AbortSignal): Promise<FlowEnd> {
    const { store, hardware, log } = this.#parts;
    const { uuid } = claimed.node;
    const [ports, portgroups] = await Promise.all([store.ports.ofNode(uuid), store.portgroups.ofNode(uuid)]);
    const task = new HeldTask({
      store,
      hardware,
      node: claimed.node,
      ports,
      portgroups,
      lock: claimed.lock,
      signal,
      log,
      isSafe: () => this.#membership.isSafe(),
    });
    return runFlow(new FlowRun(this.#parts, claimed, task, () => this.#isDraining));
  }

  /** Gives a claim back where it stands, so that whoever is next goes on; tried until it works or the lease is gone. */
  async #giveBack(claimed: ClaimedAction, startAfterMs = 0): Promise<void> {
    const { store, clock, log } = this.#parts;
    let pauseMs = FIRST_RETRY_MS;
    while (!this.#membership.held.aborted) {
      try {
        const isWaiting = (await store.actions.get(claimed.action.uuid)).state === "waiting";
        await store.actions.update(claimed, isWaiting ? {} : { startAfterMs }, { keepClaim: false });
        return;
      } catch (error) {
        if (!isStoreError(error, "UNAVAILABLE")) {
          if (!isLost(error) && !isStoreError(error, "NOT_FOUND")) throw error;
          return;
        }
        log.warn("the database does not answer; a claim is still to be given back", { node: claimed.node.uuid });
        await clock.sleep(pauseMs, this.#membership.held).catch(() => undefined);
        pauseMs = Math.min(pauseMs * 2, LONGEST_RETRY_MS);
      }
    }
  }
}
