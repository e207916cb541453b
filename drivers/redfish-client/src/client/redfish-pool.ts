import { createHmac, randomBytes } from "node:crypto";
import { RedfishError } from "../errors/redfish-error.js";
import { Authenticator, type AuthType } from "../session/authenticator.js";
import { SessionKeeper } from "../session/session-keeper.js";
import { SessionService } from "../session/session-service.js";
import type { SessionStore } from "../session/session-store.js";
import { parseBmcAddress } from "../transport/bmc-address.js";
import { type RedfishClock, systemClock } from "../transport/clock.js";
import { Dispatchers } from "../transport/dispatchers.js";
import { RequestQueue } from "../transport/request-queue.js";
import { Requester } from "../transport/requester.js";
import { readTlsSettings, type TlsOptions, type TlsSettings } from "../transport/tls-settings.js";
import { type CloseOptions, RedfishClient } from "./redfish-client.js";
import { RedfishConnection } from "./redfish-connection.js";

/** @public */
export interface RedfishPoolOptions {
  /** Requests that one BMC gets at a time. Default 1. */
  readonly concurrencyPerBmc?: number;
  /** How long a call may take unless it says otherwise, in milliseconds. Default 120 000. */
  readonly defaultDeadlineMs?: number;
  /** How long a connection may take to open, in milliseconds. Default 30 000. */
  readonly connectTimeoutMs?: number;
  /** How long one request may take before it counts as lost, in milliseconds. Default 60 000. */
  readonly attemptTimeoutMs?: number;
  /** How long an idle connection is kept for the next read, in milliseconds; 0 closes it after each answer. Default 4 000. */
  readonly keepAliveMs?: number;
  /** Longest answer taken, in bytes. Default 32 MiB. */
  readonly maxBodyBytes?: number;
  /** Accounts whose session is kept open; the one used least recently is logged out. Default 1 000. */
  readonly maxConnections?: number;
  /** Told what goes wrong without failing a call: a session store that fails, a session that could not be ended. */
  readonly warn?: (message: string, cause: unknown) => void;
  readonly clock?: RedfishClock;
}

/** Who talks to which BMC. @public */
export interface RedfishTarget extends TlsOptions {
  /** URL or host name; see {@link parseBmcAddress}. */
  readonly address: string;
  /** No user name: requests go without authentication. */
  readonly username?: string | undefined;
  readonly password?: string | undefined;
  /** Default `auto`. */
  readonly authType?: AuthType | undefined;
  /** Path of the node's system; needed where the BMC has several. */
  readonly systemId?: string | undefined;
  /** Where the session outlives the process. Taken from the first call for an account. */
  readonly sessionStore?: SessionStore | undefined;
}

interface Entry {
  readonly connection: RedfishConnection;
  readonly clients: Map<string, RedfishClient>;
}

const CLOSE_MS = 10_000;
const AUTH_TYPES: readonly string[] = ["auto", "basic", "session"];

/** The clients of all BMCs a process talks to. @public */
export class RedfishPool {
  readonly #options: Required<Omit<RedfishPoolOptions, "clock" | "warn">> & {
    readonly clock: RedfishClock;
    readonly warn: (message: string, cause: unknown) => void;
  };
  readonly #dispatchers: Dispatchers;
  readonly #queues = new Map<string, RequestQueue>();
  /** In order of use, the least recent first. */
  readonly #entries = new Map<string, Entry>();
  /** Keys hold a digest under a secret of this process, so that none of them tells a password. */
  readonly #pepper = randomBytes(32);
  readonly #logouts = new Set<Promise<void>>();
  #isClosed = false;

  constructor(options: RedfishPoolOptions = {}) {
    this.#options = {
      concurrencyPerBmc: options.concurrencyPerBmc ?? 1,
      defaultDeadlineMs: options.defaultDeadlineMs ?? 120_000,
      connectTimeoutMs: options.connectTimeoutMs ?? 30_000,
      attemptTimeoutMs: options.attemptTimeoutMs ?? 60_000,
      keepAliveMs: options.keepAliveMs ?? 4_000,
      maxBodyBytes: options.maxBodyBytes ?? 32 * 2 ** 20,
      maxConnections: options.maxConnections ?? 1_000,
      clock: options.clock ?? systemClock,
      warn: options.warn ?? ((message) => process.emitWarning(message, "RedfishWarning")),
    };
    for (const name of ["concurrencyPerBmc", "maxConnections", "maxBodyBytes"] as const) {
      if (!Number.isInteger(this.#options[name]) || this.#options[name] < 1) {
        throw new RedfishError("BAD_OPTION", { attribute: name, reason: `${name} is not a whole number above 0` });
      }
    }
    this.#dispatchers = new Dispatchers({
      connectTimeoutMs: this.#options.connectTimeoutMs,
      keepAliveMs: Math.max(1, this.#options.keepAliveMs),
      connections: this.#options.concurrencyPerBmc,
    });
  }

  /**
   * The client for a machine; the same one for the same target. Opens no connection.
   * @throws RedfishError `BAD_OPTION` that names the option
   */
  async for(target: RedfishTarget): Promise<RedfishClient> {
    this.#assertOpen();
    const authType = target.authType ?? "auto";
    if (!AUTH_TYPES.includes(authType)) {
      const reason = `authType is ${String(authType)}; known are ${AUTH_TYPES.join(", ")}`;
      throw new RedfishError("BAD_OPTION", { attribute: "authType", reason });
    }
    const address = parseBmcAddress(target.address);
    const tls = await readTlsSettings(target);
    this.#assertOpen();
    const parts = [address.origin, address.rootPath, target.username, target.password, authType, tls.key];
    const key = createHmac("sha512", this.#pepper).update(JSON.stringify(parts)).digest("base64");
    const entry = this.#entries.get(key) ?? { connection: this.#connect(target, authType, tls), clients: new Map() };
    this.#entries.delete(key);
    this.#entries.set(key, entry);
    this.#evict();
    const name = target.systemId ?? "";
    const known = entry.clients.get(name);
    if (known !== undefined) return known;
    const client = new RedfishClient(entry.connection, target.systemId, (how) => this.#leave(key, entry, name, how));
    entry.clients.set(name, client);
    return client;
  }

  /** Ends all sessions at their BMCs within the deadline, then all sockets. */
  async close(options: CloseOptions = {}): Promise<void> {
    this.#isClosed = true;
    const entries = [...this.#entries.values()];
    this.#entries.clear();
    await Promise.all([...this.#logouts, ...entries.map(({ connection }) => this.#end(connection, options))]);
    await this.#dispatchers.destroy();
  }

  #connect(target: RedfishTarget, authType: AuthType, tls: TlsSettings): RedfishConnection {
    const { clock, attemptTimeoutMs, maxBodyBytes, keepAliveMs, defaultDeadlineMs, warn } = this.#options;
    const address = parseBmcAddress(target.address);
    const queue = this.#queues.get(address.origin) ?? new RequestQueue(this.#options.concurrencyPerBmc);
    this.#queues.set(address.origin, queue);
    const requester = new Requester({
      sockets: this.#dispatchers.for(tls),
      queue,
      clock,
      attemptTimeoutMs,
      maxBodyBytes,
      isKeptAlive: keepAliveMs > 0,
    });
    const authenticator = new Authenticator({
      account: { username: target.username, password: target.password },
      type: authType,
      service: new SessionService(address, requester, clock, defaultDeadlineMs),
      keeper: new SessionKeeper(target.sessionStore, (message, cause) => warn(`${address.origin}: ${message}`, cause)),
      now: () => clock.now(),
    });
    return new RedfishConnection({ address, requester, authenticator, clock, defaultDeadlineMs });
  }

  /** Logs out what was not used for the longest time; who still holds such a client gets `CLOSED` and asks again. */
  #evict(): void {
    for (const [key, { connection }] of this.#entries) {
      if (this.#entries.size <= this.#options.maxConnections) return;
      this.#entries.delete(key);
      const logout = this.#end(connection, {}).finally(() => this.#logouts.delete(logout));
      this.#logouts.add(logout);
    }
  }

  async #leave(key: string, entry: Entry, name: string, options: CloseOptions): Promise<void> {
    entry.clients.delete(name);
    if (entry.clients.size > 0 || this.#entries.get(key) !== entry) return;
    this.#entries.delete(key);
    await this.#end(entry.connection, options);
  }

  async #end(connection: RedfishConnection, options: CloseOptions): Promise<void> {
    connection.close();
    if (options.keepSession === true) return;
    try {
      await connection.logout({ signal: options.signal, deadlineMs: options.deadlineMs ?? CLOSE_MS });
    } catch (cause) {
      this.#options.warn(`${connection.address.origin}: the Redfish session could not be ended.`, cause);
    }
  }

  #assertOpen(): void {
    if (this.#isClosed) throw new RedfishError("CLOSED", { reason: "the pool is closed" });
  }
}

/** A pool of Redfish clients. @throws RedfishError `BAD_OPTION` @public */
export function createRedfishPool(options: RedfishPoolOptions = {}): RedfishPool {
  return new RedfishPool(options);
}
