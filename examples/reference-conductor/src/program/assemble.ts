import { hostname as machineName } from "node:os";
import { type Api, createApi } from "@steelyard/api";
import { type Conductor, createBmcSessions, createCallbacks, createConductor, systemClock } from "@steelyard/conductor";
import { type Container, createContainer, createHardware, type Hardware, installDrivers } from "@steelyard/container";
import {
  AGENT_CONFIG,
  BMC_SESSIONS,
  CALLBACKS,
  CONDUCTOR_CONFIG,
  type ConfigSection,
  DEPLOY_CONFIG,
  type TaskLog,
} from "@steelyard/interfaces";
import { CLOCK, MACHINE_FILE_SERVER, PUBLIC_ADDRESS, STORE, type Store } from "@steelyard/runtime-interfaces";
import { createSqlStore, DATABASE_CONFIG } from "@steelyard/store-sql";
import { type EffectiveConfig, sectionOf } from "../config/load-config.js";
import { API_CONFIG, DEFAULT_CONFIG, MEMBERSHIP_CONFIG } from "../config/program-config.js";
import { enabledOf } from "./enabled.js";
import type { LoadedModules } from "./load-modules.js";

/** A conductor with its API, ready to run. */
export interface Program {
  readonly conductor: Conductor;
  readonly api: Api;
  readonly store: Store;
  readonly hardware: Hardware;
  /** Migrates an SQLite database, joins, and serves. @returns the API's base URL */
  start(signal?: AbortSignal): Promise<string>;
  /** Drains the conductor, closes the API, the drivers and the store. Safe to call more than once. */
  end(signal?: AbortSignal): Promise<void>;
}

/**
 * Joins configuration, drivers and plugins to a conductor.
 * @throws Error naming a driver, an interface or a plugin that can not be used; StoreError
 */
export async function assemble(loaded: LoadedModules, config: EffectiveConfig, log: TaskLog): Promise<Program> {
  const container = createContainer();
  const { connection, poolSize } = sectionOf(config, DATABASE_CONFIG);
  const own = sectionOf(config, DEFAULT_CONFIG);
  const deploy = sectionOf(config, DEPLOY_CONFIG);
  let apiUrl: string | undefined;
  container.set(PUBLIC_ADDRESS, {
    apiUrl() {
      if (apiUrl === undefined) throw new Error("the API does not listen yet");
      return apiUrl;
    },
  });
  container.set(CLOCK, systemClock);
  for (const section of [CONDUCTOR_CONFIG, DEPLOY_CONFIG, AGENT_CONFIG] as readonly ConfigSection<object>[])
    container.set(section.token, sectionOf(config, section));
  installDrivers(container, loaded.drivers, loaded.plugins, Object.fromEntries(config));
  const enabled = enabledOf(own, loaded.drivers, (name) =>
    log.warn(`hardware type ${name} is not built yet; it is left out`),
  );
  const hardware = createHardware({ drivers: loaded.drivers, enabled, container });
  const store = await createSqlStore({ url: connection, poolSize });
  try {
    container.set(STORE, store);
    container.set(CALLBACKS, createCallbacks(store, deploy));
    container.set(BMC_SESSIONS, createBmcSessions({ store, hostname: hostnameOf(config), log }));
    return joined({ container, store, hardware, config, log, onListen: (url) => (apiUrl = url) });
  } catch (error) {
    await store.close();
    throw error;
  }
}

function hostnameOf(config: EffectiveConfig): string {
  return sectionOf(config, DEFAULT_CONFIG).host ?? machineName();
}

interface Parts {
  readonly container: Container;
  readonly store: Store;
  readonly hardware: Hardware;
  readonly config: EffectiveConfig;
  readonly log: TaskLog;
  onListen(url: string): void;
}

function joined({ container, store, hardware, config, log, onListen }: Parts): Program {
  const membership = sectionOf(config, MEMBERSHIP_CONFIG);
  const { hostIp, port, ...apiOptions } = sectionOf(config, API_CONFIG);
  const conductor = createConductor({
    store,
    hardware,
    config: {
      conductor: sectionOf(config, CONDUCTOR_CONFIG),
      deploy: sectionOf(config, DEPLOY_CONFIG),
      agent: sectionOf(config, AGENT_CONFIG),
    },
    hostname: hostnameOf(config),
    conductorGroup: membership.conductorGroup,
    shards: membership.shards,
    log,
  });
  const files = container.has(MACHINE_FILE_SERVER) ? container.get(MACHINE_FILE_SERVER) : undefined;
  const api = createApi({
    store,
    conductor: conductor.service,
    ...(files === undefined ? {} : { files }),
    log,
    config: apiOptions,
  });
  let ending: Promise<void> | undefined;
  const end = async (signal?: AbortSignal): Promise<void> => {
    await conductor.drain(signal);
    await api.close();
    await container.dispose();
    await store.close();
  };
  return {
    conductor,
    api,
    store,
    hardware,
    async start(signal) {
      if (store.dialect === "sqlite") await store.migrate();
      // The conductor works on what is due as soon as it has joined: machines must find their files by then.
      await store.checkSchema();
      const url = await api.listen({ host: hostIp, port });
      onListen(url);
      await conductor.start(signal);
      await conductor.setAddress(url);
      return url;
    },
    end: (signal) => (ending ??= end(signal)),
  };
}
