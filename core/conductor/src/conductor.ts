import { AGENT_CONFIG, CONDUCTOR_CONFIG, configDefaults, DEPLOY_CONFIG } from "@steelyard/interfaces";
import type { ConductorService } from "@steelyard/runtime-interfaces";
import { systemClock } from "./clock/system-clock.js";
import type { ConductorOptions, ConductorParts } from "./conductor-options.js";
import { WorkLoop } from "./loop/work-loop.js";
import { Membership } from "./membership/membership.js";
import { PowerSync } from "./power-sync/power-sync.js";
import { createService } from "./service/conductor-service.js";
import { SynchronousCalls } from "./service/synchronous-calls.js";

/** A conductor: accepts requests and carries them out. @public */
export interface Conductor {
  /** What the API asks. Usable after `start`. */
  readonly service: ConductorService;
  /**
   * Joins the other conductors of the database and begins to work.
   * @throws StoreError `CONDUCTOR_ALIVE` when a living process has this name, `SCHEMA_OLD`, `SCHEMA_NEW`
   */
  start(signal?: AbortSignal): Promise<void>;
  /** Tells the others where this conductor's API listens. */
  setAddress(url: string): Promise<void>;
  /**
   * Takes no new work, lets running steps reach their boundary, hands the rest to peers or to the next start, and leaves.
   * @param signal - cuts running steps short when aborted; default: after `[conductor] drain_shutdown_timeout`
   */
  drain(signal?: AbortSignal): Promise<void>;
  /** As `drain`, without waiting for running steps. */
  stop(): Promise<void>;
}

/** Makes a conductor; nothing happens before `start`. @public */
export function createConductor(options: ConductorOptions): Conductor {
  const { store, hardware, hostname, log, clock = systemClock } = options;
  const config = {
    conductor: configDefaults(CONDUCTOR_CONFIG),
    deploy: configDefaults(DEPLOY_CONFIG),
    agent: configDefaults(AGENT_CONFIG),
    ...options.config,
  };
  const parts: ConductorParts = { store, hardware, config, clock, hostname, log };
  const membership = new Membership(parts, {
    hostname,
    conductorGroup: options.conductorGroup ?? "",
    shards: options.shards ?? [],
    hardwareTypes: hardware.hardwareTypes,
    address: options.address ?? null,
    publicKey: null,
  });
  const loop = new WorkLoop(parts, membership);
  const powerSync = new PowerSync(parts, membership);
  const service = createService(parts, membership, new SynchronousCalls(parts, membership));
  let isStarted = false;

  async function end(signal: AbortSignal): Promise<void> {
    if (!isStarted) return;
    isStarted = false;
    loop.beginDrain();
    if (!membership.held.aborted) await membership.setDraining();
    await powerSync.stop();
    await loop.end(signal);
    await membership.leave();
  }

  return {
    service,
    async start(signal = new AbortController().signal) {
      await store.checkSchema();
      await membership.join(signal);
      isStarted = true;
      loop.start();
      powerSync.start();
      log.info("conductor started", { hostname, drivers: hardware.hardwareTypes.map(({ name }) => name) });
    },
    setAddress: (url) => membership.setAddress(url),
    async drain(signal) {
      const timeout = new AbortController();
      const timer = setTimeout(() => timeout.abort(), config.conductor.drainShutdownTimeout * 1000);
      try {
        await end(signal === undefined ? timeout.signal : AbortSignal.any([signal, timeout.signal]));
      } finally {
        clearTimeout(timer);
      }
    },
    stop: () => end(AbortSignal.abort()),
  };
}
