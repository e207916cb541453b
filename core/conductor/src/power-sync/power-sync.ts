import { type DriverError, isDriverError, type Node, type NodeTask, type PowerState } from "@steelyard/interfaces";
import { isStoreError } from "@steelyard/runtime-interfaces";
import { POWER_SYNC_SKIPPED_STATES } from "@steelyard/state-machine";
import type { ConductorParts } from "../conductor-options.js";
import { failureText, isLost } from "../failures/failure-text.js";
import type { Membership } from "../membership/membership.js";
import { HeldTask, interfaceOf, readSubject } from "../task/node-task.js";
import { observingTask } from "../task/observing-task.js";

const PAGE = 200;

/** A power state that was read, or why it could not be. */
type Reading =
  | { readonly actual: PowerState | null; readonly error?: undefined }
  | { readonly actual?: undefined; readonly error: DriverError };

/**
 * Compares each machine's power state with the recorded one, on a fixed round; and tries machines again that were given up.
 *
 * @remarks Source: Ironic `ironic.conductor.manager._sync_power_states`; reference "States" §7.
 */
export class PowerSync {
  readonly #parts: ConductorParts;
  readonly #membership: Membership;
  readonly #stopping = new AbortController();
  /** Failed reads in a row per node; a restart begins to count anew. */
  readonly #failures = new Map<string, number>();
  #rounds: Promise<unknown> = Promise.resolve();

  constructor(parts: ConductorParts, membership: Membership) {
    this.#parts = parts;
    this.#membership = membership;
  }

  start(): void {
    const { syncPowerStateInterval, powerFailureRecoveryInterval } = this.#parts.config.conductor;
    const healthy = { maintenance: false } as const;
    const failed = { maintenance: true, fault: "power failure" } as const;
    this.#rounds = Promise.all([
      this.#every(syncPowerStateInterval, () => this.#round(healthy)),
      this.#every(powerFailureRecoveryInterval, () => this.#round(failed)),
    ]);
  }

  async stop(): Promise<void> {
    this.#stopping.abort(new Error("this conductor stops"));
    await this.#rounds;
  }

  async #every(seconds: number, work: () => Promise<void>): Promise<void> {
    if (seconds === 0) return;
    const { clock, log } = this.#parts;
    const { signal } = this.#stopping;
    while (!signal.aborted) {
      await clock.sleep(seconds * 1000, signal).catch(() => undefined);
      if (signal.aborted) return;
      await work().catch((error: unknown) => {
        if (!signal.aborted) log.error("power sync failed", { reason: failureText(error) });
      });
    }
  }

  async #round(filter: { maintenance: boolean; fault?: "power failure" }): Promise<void> {
    const { store, config, hostname } = this.#parts;
    const signal = AbortSignal.any([this.#stopping.signal, this.#membership.held]);
    const running = new Set<Promise<void>>();
    let marker: string | undefined;
    do {
      const page = await store.nodes.list(
        { ...filter, reserved: false },
        { limit: PAGE, ...(marker ? { marker } : {}) },
      );
      for (const node of page.items) {
        if (signal.aborted) break;
        if ((POWER_SYNC_SKIPPED_STATES as ReadonlySet<string>).has(node.provisionState)) continue;
        if ((await this.#membership.ownerOf(node)) !== hostname) continue;
        while (running.size >= Math.max(1, config.conductor.syncPowerStateWorkers)) await Promise.race(running);
        const work: Promise<void> = this.#syncNode(node, signal).finally(() => running.delete(work));
        running.add(work);
      }
      marker = page.next;
    } while (marker !== undefined && !signal.aborted);
    await Promise.all(running);
  }

  /** The read takes no reservation, so nobody is refused because of it; only what has to be changed is done under one. */
  async #syncNode(node: Node, signal: AbortSignal): Promise<void> {
    const { log } = this.#parts;
    try {
      const power = interfaceOf(this.#parts.hardware, node, "power");
      if (!power.supportsPowerSync) return;
      const found = await this.#read(await this.#observed(node, signal));
      if (found.error === undefined && node.powerState === found.actual && node.fault !== "power failure") {
        this.#failures.delete(node.uuid);
        return;
      }
      if (found.error === undefined ? found.actual === null : !this.#isTooOften(node, found.error)) return;
      await this.#held(node, signal, (task) => this.#compare(task));
    } catch (error) {
      const isExpected = isStoreError(error, "NODE_LOCKED") || isStoreError(error, "NOT_FOUND") || isLost(error);
      if (!isExpected && !signal.aborted)
        log.error("power sync of a node failed", { node: node.uuid, reason: failureText(error) });
    }
  }

  async #observed(node: Node, signal: AbortSignal): Promise<NodeTask> {
    const { store, hardware, log } = this.#parts;
    const subject = await readSubject(store, hardware, node);
    return observingTask(subject, { signal, log, isSafe: () => this.#membership.isSafe() });
  }

  async #held(node: Node, signal: AbortSignal, work: (task: HeldTask) => Promise<void>): Promise<void> {
    const { store, hardware, log } = this.#parts;
    const held = await store.nodes.acquire(node.uuid, this.#membership.claimant);
    try {
      const { ports, portgroups } = await readSubject(store, hardware, held.node);
      const isSafe = () => this.#membership.isSafe();
      await work(
        new HeldTask({ store, hardware, node: held.node, ports, portgroups, lock: held.lock, signal, log, isSafe }),
      );
    } finally {
      await store.nodes.release(held.lock);
    }
  }

  async #read(task: NodeTask): Promise<Reading> {
    try {
      return { actual: await task.interfaceOf("power").getPowerState(task) };
    } catch (error) {
      if (!isDriverError(error) || task.signal.aborted || isLost(error)) throw error;
      return { error };
    }
  }

  /** Counts a failed read. @returns true when the node is to be given up */
  #isTooOften(node: Node, error: DriverError): boolean {
    const count = (this.#failures.get(node.uuid) ?? 0) + 1;
    this.#failures.set(node.uuid, count);
    this.#parts.log.warn("the power state could not be read", {
      node: node.uuid,
      count,
      reason: failureText(error),
    });
    return count >= this.#parts.config.conductor.powerStateSyncMaxRetries && node.fault !== "power failure";
  }

  /** Looks again under the reservation, and does what is to be done. */
  async #compare(task: HeldTask): Promise<void> {
    if ((POWER_SYNC_SKIPPED_STATES as ReadonlySet<string>).has(task.node.provisionState)) return;
    const { actual, error } = await this.#read(task);
    if (error !== undefined) return this.#giveUp(task, error);
    this.#failures.delete(task.nodeId);
    if (actual === null) return;
    const { node } = task;
    if (node.fault === "power failure") {
      await task.save({
        powerState: actual,
        maintenance: false,
        maintenanceReason: null,
        fault: null,
        lastError: null,
      });
      task.log.info("the BMC answers again; maintenance ends", { node: task.nodeId });
      return;
    }
    if (node.powerState === actual) return;
    const { forcePowerStateDuringSync } = this.#parts.config.conductor;
    const isKnown = node.powerState === "power on" || node.powerState === "power off";
    if (!forcePowerStateDuringSync || !isKnown || node.disablePowerOff || actual === "error") {
      await task.save({ powerState: actual });
      await this.#note(task, `The power state was found to be ${actual}, not ${node.powerState ?? "unknown"}.`);
      return;
    }
    const wanted = node.powerState as "power on" | "power off";
    await task.interfaceOf("power").setPowerState(task, wanted);
    await this.#note(task, `The machine was found ${actual} and is brought back to ${wanted}.`);
  }

  async #giveUp(task: HeldTask, error: DriverError): Promise<void> {
    if (task.node.maintenance) return;
    const count = this.#failures.get(task.nodeId) ?? 0;
    const reason = `The power state could not be read ${count} times in a row: ${failureText(error)}`;
    await task.save({
      powerState: null,
      maintenance: true,
      maintenanceReason: reason,
      fault: "power failure",
      lastError: reason,
    });
    await this.#note(task, reason, "ERROR");
  }

  async #note(task: HeldTask, event: string, severity: "ERROR" | "INFO" = "INFO"): Promise<void> {
    const { config, store, hostname } = this.#parts;
    if (!config.conductor.nodeHistory) return;
    await store.history.add({ nodeUuid: task.nodeId, severity, eventType: "monitoring", event, conductor: hostname });
  }
}
