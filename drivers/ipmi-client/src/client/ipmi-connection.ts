import { setMaxListeners } from "node:events";
import { IpmiError, isCompletionCode, isIpmiError } from "../errors/ipmi-error.js";
import type { Credentials } from "../session/connection-options.js";
import { monotonicMs, waitAtMost } from "../session/exchange.js";
import { describe, type IpmiSession } from "../session/ipmi-session.js";
import { login } from "../session/login.js";
import { RequestLane } from "../session/request-lane.js";
import type { IpmiTransport } from "../transport/ipmi-transport.js";
import { resolveHost } from "../transport/resolve-host.js";
import type { IpmiRequest } from "./ipmi-request.js";
import { linkedAbort } from "./linked-abort.js";
import type { PoolSettings } from "./pool-options.js";
import { SessionUpkeep } from "./session-upkeep.js";

const NEVER = new Promise<never>(() => undefined);

/**
 * The one session of one user of one BMC: logs in when needed, again when the BMC forgot it, and closes it when idle.
 * @internal
 */
export class IpmiConnection {
  readonly #transport: IpmiTransport;
  readonly #credentials: Credentials;
  readonly #settings: PoolSettings;
  readonly #lane: RequestLane;
  readonly #logins = new RequestLane(1);
  readonly #upkeep: SessionUpkeep;
  readonly #closed = new AbortController();
  #session: IpmiSession | undefined;
  /** Sessions with a request of unknown outcome: nothing is asked before the BMC has closed them. */
  readonly #doubtful = new Set<IpmiSession>();
  /** The suites to try; only the one that worked once one did. */
  #suites: Credentials["suites"];
  #running = 0;

  /** `onIdle` is called when no session is open and nothing runs. */
  constructor(
    transport: IpmiTransport,
    credentials: Credentials,
    settings: PoolSettings,
    lane: RequestLane,
    onIdle: () => void,
  ) {
    this.#transport = transport;
    this.#credentials = credentials;
    this.#settings = settings;
    this.#lane = lane;
    this.#suites = credentials.suites;
    // Every request in the queue listens.
    setMaxListeners(0, this.#closed.signal);
    this.#upkeep = new SessionUpkeep(settings, {
      keepAlive: (session) => lane.run(() => this.#keepAlive(session)),
      close: (session) => lane.run(() => this.#closeSession(session)),
      onIdle: () => {
        if (this.#running === 0 && this.#session === undefined && this.#doubtful.size === 0) onIdle();
      },
    });
  }

  async request(request: IpmiRequest, timeoutMs: number): Promise<Buffer> {
    const deadlineAt = monotonicMs() + timeoutMs;
    const { controller, unlink } = linkedAbort([this.#closed.signal, request.signal]);
    const late = setTimeout(() => {
      const { host, port } = this.#credentials;
      const what = describe(request);
      const message = `${host}:${port} was busy with other requests before ${what} could be sent.`;
      controller.abort(new IpmiError("TIMEOUT", message));
    }, timeoutMs);
    this.#running++;
    this.#upkeep.pause();
    try {
      return await this.#lane.run(() => {
        clearTimeout(late);
        return this.#perform(request, deadlineAt, controller.signal);
      }, controller.signal);
    } finally {
      clearTimeout(late);
      unlink();
      if (--this.#running === 0) this.#upkeep.resume(this.#session ?? [...this.#doubtful][0]);
    }
  }

  /** Ends what runs with `CLOSED` and closes the session on the BMC. */
  async close(): Promise<void> {
    this.#closed.abort(new IpmiError("CLOSED", `The connection to ${this.#credentials.host} was closed.`));
    this.#upkeep.pause();
    const open = [this.#session, ...this.#doubtful];
    this.#session = undefined;
    this.#doubtful.clear();
    await Promise.all(open.map((session) => session?.close()));
  }

  async #perform(request: IpmiRequest, deadlineAt: number, signal: AbortSignal): Promise<Buffer> {
    let lastBusy: unknown;
    for (;;) {
      const session = await this.#openSession(deadlineAt, signal);
      let wasSent = false;
      try {
        if (!request.idempotent && session.silentMs > this.#settings.probeAfterMs) {
          await session.probe(deadlineAt, signal);
        }
        return await session.request({
          ...request,
          data: Buffer.from(request.data ?? []),
          deadlineAt,
          signal,
          onSent: () => {
            wasSent = true;
          },
        });
      } catch (error) {
        if (isBusy(error)) {
          lastBusy = error;
          await this.#waitWhileBusy(error, deadlineAt, signal);
          continue;
        }
        const isDoubtful: boolean = wasSent && !request.idempotent && !isIpmiError(error, "COMPLETION_CODE");
        if (isDoubtful) this.#doubt(session);
        if (!isIpmiError(error, "SESSION_LOST")) throw error;
        // At the deadline the session may well be alive: the BMC was only slower than the caller.
        const isLate = monotonicMs() >= deadlineAt;
        if (isDoubtful) {
          throw new IpmiError(
            "OUTCOME_UNKNOWN",
            `${error.message} It was sent once and is not repeated: it may or may not have taken effect.`,
            { cause: error },
          );
        }
        // A BMC that was busy until now has answered, if not the last time.
        if (isLate) throw lastBusy ?? new IpmiError("TIMEOUT", error.message, { cause: error.cause });
        this.#forget(session);
      }
    }
  }

  /** The session at hand, or a new one; two requests that need one at once log in once. */
  async #openSession(deadlineAt: number, signal: AbortSignal): Promise<IpmiSession> {
    return await this.#logins.run(async () => {
      for (const doubtful of this.#doubtful) {
        await doubtful.fence(deadlineAt, signal);
        this.#doubtful.delete(doubtful);
      }
      if (this.#session !== undefined) return this.#session;
      const { host, port } = this.#credentials;
      const peer = await resolveHost(host, port, deadlineAt - monotonicMs(), signal);
      const context = { transport: this.#transport, peer, retransmit: this.#settings.retransmit };
      const session = await login(context, { ...this.#credentials, suites: this.#suites }, deadlineAt, signal);
      if (this.#closed.signal.aborted) {
        await session.close();
        throw this.#closed.signal.reason;
      }
      this.#suites = this.#credentials.suites.filter((suite) => suite.id === session.suiteId);
      this.#session = session;
      return session;
    }, signal);
  }

  async #waitWhileBusy(error: unknown, deadlineAt: number, signal: AbortSignal): Promise<void> {
    const { busyDelayMs } = this.#settings;
    if (monotonicMs() + busyDelayMs >= deadlineAt) throw error;
    await waitAtMost(NEVER, busyDelayMs, signal);
  }

  async #keepAlive(session: IpmiSession): Promise<void> {
    if (this.#session !== session || this.#running > 0) return;
    const { retransmit } = this.#settings;
    try {
      await session.probe(monotonicMs() + retransmit.maxMs * retransmit.maxSends, this.#closed.signal);
    } catch {
      // A later request logs in again and reports what goes wrong then.
      this.#forget(session);
    }
  }

  async #closeSession(session: IpmiSession): Promise<void> {
    if (this.#running > 0) return;
    const unused = [...(this.#session === session ? [session] : []), ...this.#doubtful];
    this.#session = undefined;
    this.#doubtful.clear();
    await Promise.all(unused.map((one) => one.close()));
  }

  /** The datagram may be executed late, so that whoever checks whether it took effect would be wrong. */
  #doubt(session: IpmiSession): void {
    this.#doubtful.add(session);
    if (this.#session === session) this.#session = undefined;
  }

  #forget(session: IpmiSession): void {
    session.forget();
    if (this.#session === session) {
      this.#session = undefined;
      // A BMC that restarted may have come back with other suites.
      this.#suites = this.#credentials.suites;
    }
  }
}

/** The BMC says that it did not execute the command. */
function isBusy(error: unknown): boolean {
  return isCompletionCode(error, "NODE_BUSY") || isCompletionCode(error, "INITIALIZING");
}
