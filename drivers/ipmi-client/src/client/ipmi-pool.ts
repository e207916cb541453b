import { createHmac, randomBytes } from "node:crypto";
import { IpmiError } from "../errors/ipmi-error.js";
import { type Credentials, checkConnectionOptions, type IpmiConnectionOptions } from "../session/connection-options.js";
import { RequestLane } from "../session/request-lane.js";
import { IpmiTransport, type TransportCounters } from "../transport/ipmi-transport.js";
import { IpmiClient } from "./ipmi-client.js";
import { IpmiConnection } from "./ipmi-connection.js";
import { type IpmiPoolOptions, type PoolSettings, poolSettings } from "./pool-options.js";

/**
 * All IPMI sessions of a process, on one UDP socket per address family.
 *
 * @remarks
 * Clients for the same host, port, user, privilege level, suite and secrets share one session, because BMCs allow four or
 * five in all. Requests to the same host and port wait for each other whoever sends them.
 * @public
 */
export class IpmiPool {
  readonly #transport: IpmiTransport;
  readonly #settings: PoolSettings;
  readonly #connections = new Map<string, IpmiConnection>();
  readonly #lanes = new Map<string, { readonly lane: RequestLane; users: number }>();
  /** Makes keys of the map from secrets without keeping the secrets' plain hashes. */
  readonly #keySecret = randomBytes(32);
  #isClosed = false;

  constructor(options: IpmiPoolOptions = {}) {
    this.#transport = new IpmiTransport(options.transportOptions);
    this.#settings = poolSettings(options);
  }

  /** Connections that are logged in or busy. */
  get size(): number {
    return this.#connections.size;
  }

  get counters(): TransportCounters {
    return this.#transport.counters;
  }

  /**
   * A client for one user of one BMC. No traffic; the first request logs in.
   * @throws {@link IpmiError} `BAD_OPTION`, `CIPHER_SUITE_REFUSED`
   */
  for(options: IpmiConnectionOptions): IpmiClient {
    const credentials = checkConnectionOptions(options);
    const key = this.#keyOf(credentials);
    const address = bmcKey(credentials);
    return new IpmiClient(address, (request, timeoutMs) => {
      if (this.#isClosed) throw new IpmiError("CLOSED", "The IPMI pool is closed.");
      return this.#connection(key, address, credentials).request(request, timeoutMs);
    });
  }

  /** Ends what runs with `CLOSED`, closes all sessions on their BMCs, then the sockets. */
  async close(): Promise<void> {
    this.#isClosed = true;
    await Promise.all([...this.#connections.values()].map((connection) => connection.close()));
    this.#connections.clear();
    this.#lanes.clear();
    await this.#transport.close();
  }

  #connection(key: string, address: string, credentials: Credentials): IpmiConnection {
    const known = this.#connections.get(key);
    if (known !== undefined) return known;
    const shared = this.#lanes.get(address) ?? { lane: new RequestLane(this.#settings.requestsPerBmc), users: 0 };
    shared.users++;
    this.#lanes.set(address, shared);
    const connection = new IpmiConnection(this.#transport, credentials, this.#settings, shared.lane, () => {
      if (this.#connections.get(key) !== connection) return;
      this.#connections.delete(key);
      if (--shared.users === 0) this.#lanes.delete(address);
    });
    this.#connections.set(key, connection);
    return connection;
  }

  #keyOf(credentials: Credentials): string {
    const { username, password, kg, role, suites } = credentials;
    const secret = createHmac("sha256", this.#keySecret);
    for (const part of [username, password, kg]) secret.update(Buffer.from([part.length])).update(part);
    return `${bmcKey(credentials)} ${role} ${suites.map((suite) => suite.id).join()} ${secret.digest("hex")}`;
  }
}

function bmcKey({ host, port }: Credentials): string {
  return `${host.toLowerCase()}:${port}`;
}

/**
 * Makes the pool a process needs one of.
 * @public
 */
export function createIpmiPool(options: IpmiPoolOptions = {}): IpmiPool {
  return new IpmiPool(options);
}
