import type { ConductorService, MachineFileServer, Store } from "@steelyard/runtime-interfaces";
import { API_DEFAULTS, type ApiConfig } from "./api-config.js";
import { chassisEndpoints } from "./chassis/endpoints.js";
import { conductorEndpoints } from "./conductors/endpoints.js";
import { driverEndpoints } from "./drivers/endpoints.js";
import { fileEndpoints } from "./files/endpoints.js";
import type { ApiLog } from "./http/call.js";
import type { Endpoint } from "./http/endpoint.js";
import { MISSES } from "./http/misses.js";
import { createServer } from "./http/server.js";
import { lookupEndpoints } from "./lookup/endpoints.js";
import { nodeEndpoints } from "./nodes/endpoints.js";
import { portgroupEndpoints } from "./portgroups/endpoints.js";
import { portEndpoints } from "./ports/endpoints.js";
import { shardEndpoints } from "./shards/endpoints.js";
import { discoveryEndpoints } from "./versions/discovery.js";

/** Every endpoint that is served. */
export const ENDPOINTS: readonly Endpoint[] = [
  ...discoveryEndpoints,
  ...nodeEndpoints,
  ...portEndpoints,
  ...portgroupEndpoints,
  ...chassisEndpoints,
  ...driverEndpoints,
  ...conductorEndpoints,
  ...shardEndpoints,
  ...lookupEndpoints,
  ...fileEndpoints,
];

/** What {@link createApi} is made of. @public */
export interface ApiParts {
  readonly store: Store;
  readonly conductor: ConductorService;
  /** Serves `/files` and `/boot`; without it they answer 404. */
  readonly files?: MachineFileServer;
  readonly log: ApiLog;
  /** What differs from the defaults. */
  readonly config?: Partial<ApiConfig>;
}

/** A request that needs no socket. @public */
export interface InjectedRequest {
  readonly method: "GET" | "HEAD" | "POST" | "PUT" | "PATCH" | "DELETE" | "OPTIONS";
  readonly url: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

/** @public */
export interface InjectedAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | number | undefined>>;
  readonly body: string;
}

/** The REST API as a server. @public */
export interface Api {
  /**
   * Listens; port 0 takes a free one.
   * @returns the base URL, `http://host:port`
   */
  listen(options: { readonly host: string; readonly port: number }): Promise<string>;
  /** Stops accepting, closes connections and resolves when that is done. */
  close(): Promise<void>;
  /** Answers a request without a socket; for tests and for embedding. */
  inject(request: InjectedRequest): Promise<InjectedAnswer>;
}

/**
 * Makes the Bare Metal API over a store and a conductor.
 *
 * @remarks Source: OpenStack Bare Metal (Ironic) REST API, microversions 1.1 to 1.115.
 * @public
 */
export function createApi(parts: ApiParts): Api {
  const server = createServer(ENDPOINTS, MISSES, {
    store: parts.store,
    conductor: parts.conductor,
    files: parts.files,
    log: parts.log,
    config: { ...API_DEFAULTS, ...parts.config },
  });
  return {
    listen: async ({ host, port }) => {
      const url = await server.listen({ host, port });
      return url.replace(/\/$/, "");
    },
    close: async () => {
      await server.close();
    },
    inject: async ({ method, url, headers, body }) => {
      const answer = await server.inject({
        method,
        url,
        headers: { ...headers },
        ...(body === undefined ? {} : { payload: body }),
      });
      return { status: answer.statusCode, headers: answer.headers as InjectedAnswer["headers"], body: answer.body };
    },
  };
}
