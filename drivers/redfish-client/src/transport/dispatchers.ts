import { Agent, type Dispatcher } from "undici";
import type { TlsSettings } from "./tls-settings.js";

/**
 * The sockets of one TLS setting.
 *
 * @remarks
 * Writes have connections of their own that are closed after each answer: on a kept connection, a BMC that closes it at
 * that moment leaves open whether a write arrived. Reads may be repeated, so they share kept connections.
 * @internal
 */
export interface SocketPair {
  readonly reads: Dispatcher;
  readonly writes: Dispatcher;
}

/** One pair of agents per TLS setting, made at first use. @internal */
export class Dispatchers {
  readonly #pairs = new Map<string, { reads: Agent; writes: Agent }>();
  readonly #options: { readonly connectTimeoutMs: number; readonly keepAliveMs: number; readonly connections: number };

  constructor(options: { connectTimeoutMs: number; keepAliveMs: number; connections: number }) {
    this.#options = options;
  }

  for(tls: TlsSettings): SocketPair {
    const known = this.#pairs.get(tls.key);
    if (known !== undefined) return known;
    const make = (): Agent =>
      new Agent({
        connect: { ...tls.connect, timeout: this.#options.connectTimeoutMs },
        connections: this.#options.connections,
        pipelining: 1,
        keepAliveTimeout: this.#options.keepAliveMs,
        keepAliveMaxTimeout: this.#options.keepAliveMs,
        // The requests' own deadlines end them; undici's timers are coarse.
        headersTimeout: 0,
        bodyTimeout: 0,
      });
    const pair = { reads: make(), writes: make() };
    this.#pairs.set(tls.key, pair);
    return pair;
  }

  /** Ends all sockets at once. */
  async destroy(): Promise<void> {
    const agents = [...this.#pairs.values()].flatMap(({ reads, writes }) => [reads, writes]);
    this.#pairs.clear();
    await Promise.all(agents.map((agent) => agent.destroy()));
  }
}
