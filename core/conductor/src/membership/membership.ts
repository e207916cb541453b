import { DriverError, type Node } from "@steelyard/interfaces";
import {
  type Claimant,
  type ConductorRecord,
  type ConductorRegistration,
  isStoreError,
  RequestError,
} from "@steelyard/runtime-interfaces";
import { ownerOf } from "@steelyard/sharding";
import type { ConductorParts } from "../conductor-options.js";

/** Share of the lease, counted from before the renewal was sent, in which this process may write to machines. */
const SAFE_SHARE = 0.6;
const MEMBERS_MAX_AGE_MS = 1000;
const LOOK_AT_FOREIGN_LEASE_MS = 250;

/**
 * This process's place among the conductors: its lease, its epoch, and who owns which node.
 *
 * @remarks Source: DESIGN §3, "Claims are fenced" and "Ownership".
 */
export class Membership {
  readonly #parts: ConductorParts;
  readonly #registration: ConductorRegistration;
  readonly #leaseMs: number;
  #epoch = 0;
  #renewedAtMs = Number.NEGATIVE_INFINITY;
  #held = new AbortController();
  #leaving = new AbortController();
  #renewals: Promise<void> = Promise.resolve();
  #members: { readonly atMs: number; readonly list: Promise<readonly ConductorRecord[]> } | undefined;

  constructor(parts: ConductorParts, registration: Omit<ConductorRegistration, "leaseMs">) {
    this.#parts = parts;
    this.#leaseMs = parts.config.conductor.heartbeatTimeout * 1000;
    this.#registration = { ...registration, leaseMs: this.#leaseMs };
    this.#held.abort(lost("this conductor has not joined"));
  }

  /** Aborted when the lease of the present epoch is lost. */
  get held(): AbortSignal {
    return this.#held.signal;
  }

  get claimant(): Claimant {
    return { conductor: this.#parts.hostname, epoch: this.#epoch };
  }

  /** True while the lease certainly holds, by this process's monotonic clock. */
  isSafe(): boolean {
    return (
      !this.#held.signal.aborted && this.#parts.clock.monotonicMs() - this.#renewedAtMs < this.#leaseMs * SAFE_SHARE
    );
  }

  /**
   * Joins and keeps the lease. A lease left behind by a dead process of this name is waited for; one that is being renewed
   * belongs to a living one.
   * @throws StoreError `CONDUCTOR_ALIVE`
   */
  async join(signal: AbortSignal): Promise<void> {
    await this.#registerWhenFree(signal);
    this.#renewals = this.#keepRenewing();
  }

  async #registerWhenFree(signal: AbortSignal): Promise<void> {
    const { store, clock, hostname, log } = this.#parts;
    let seenLease: string | undefined;
    for (;;) {
      try {
        return await this.#register();
      } catch (error) {
        if (!isStoreError(error, "CONDUCTOR_ALIVE")) throw error;
        const { leaseUntil } = await store.conductors.get(hostname);
        if (seenLease !== undefined && seenLease !== leaseUntil) throw error;
        if (seenLease === undefined)
          log.warn("waiting for the lease of an earlier process of this name to lapse", { hostname, leaseUntil });
        seenLease = leaseUntil;
        await clock.sleep(LOOK_AT_FOREIGN_LEASE_MS, signal);
      }
    }
  }

  async #register(): Promise<void> {
    const before = this.#parts.clock.monotonicMs();
    const { epoch } = await this.#parts.store.conductors.register(this.#registration);
    this.#epoch = epoch;
    this.#renewedAtMs = before;
    this.#held = new AbortController();
    this.#members = undefined;
  }

  async #keepRenewing(): Promise<void> {
    const { clock, config, log } = this.#parts;
    const everyMs = Math.min(config.conductor.heartbeatInterval * 1000, this.#leaseMs / 4);
    const signal = this.#leaving.signal;
    while (!signal.aborted) {
      await clock.sleep(everyMs, signal).catch(() => undefined);
      if (signal.aborted) return;
      try {
        if (this.#held.signal.aborted) await this.#register();
        else await this.#renew();
      } catch (error) {
        log.warn("the lease could not be renewed", { reason: message(error) });
        if (clock.monotonicMs() - this.#renewedAtMs >= this.#leaseMs) this.#lose("its lease lapsed");
      }
    }
  }

  async #renew(): Promise<void> {
    const before = this.#parts.clock.monotonicMs();
    const isHeld = await this.#parts.store.conductors.renew(this.#parts.hostname, this.#epoch, this.#leaseMs);
    if (isHeld) this.#renewedAtMs = before;
    else this.#lose("another process took its name over");
  }

  #lose(reason: string): void {
    if (this.#held.signal.aborted) return;
    this.#parts.log.error("this conductor lost its place", { hostname: this.#parts.hostname, reason });
    this.#held.abort(lost(reason));
  }

  setAddress(address: string): Promise<void> {
    return this.#parts.store.conductors.setAddress(this.#parts.hostname, this.#epoch, address);
  }

  async setDraining(): Promise<void> {
    await this.#parts.store.conductors.setDraining(this.#parts.hostname, this.#epoch, true);
    this.#members = undefined;
  }

  /** Gives the lease back. */
  async leave(): Promise<void> {
    if (this.#leaving.signal.aborted) return;
    this.#leaving.abort();
    await this.#renewals;
    if (!this.#held.signal.aborted) {
      this.#held.abort(lost("this conductor has left"));
      await this.#parts.store.conductors.unregister(this.#parts.hostname, this.#epoch);
    }
  }

  /** All conductors, at most a second old. */
  members(): Promise<readonly ConductorRecord[]> {
    const now = this.#parts.clock.monotonicMs();
    if (this.#members === undefined || now - this.#members.atMs > MEMBERS_MAX_AGE_MS) {
      const list = this.#parts.store.conductors.list();
      this.#members = { atMs: now, list };
      list.catch(() => {
        this.#members = undefined;
      });
    }
    return this.#members.list;
  }

  /** Who owns a node; null when no live conductor serves it. */
  async ownerOf(node: Pick<Node, "uuid" | "driver" | "conductorGroup" | "shard">): Promise<string | null> {
    return ownerOf(node, await this.members());
  }

  /** @throws RequestError `NO_CONDUCTOR` */
  async mustOwnerOf(node: Pick<Node, "uuid" | "driver" | "conductorGroup" | "shard">): Promise<string> {
    const owner = await this.ownerOf(node);
    if (owner === null)
      throw new RequestError(
        "NO_CONDUCTOR",
        `No live conductor serves driver ${node.driver} in conductor group ${JSON.stringify(node.conductorGroup)}.`,
      );
    return owner;
  }
}

function lost(reason: string): DriverError {
  return new DriverError("RESERVATION_LOST", { reason: `${reason}.` });
}

function message(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
