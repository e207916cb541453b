import { DEFAULT_RETRANSMIT, type RetransmitPolicy } from "../session/exchange.js";
import type { IpmiTransportOptions } from "../transport/ipmi-transport.js";

/** @public */
export interface IpmiPoolOptions {
  readonly transportOptions?: IpmiTransportOptions;
  /** Waits between sends; defaults per field in {@link RetransmitPolicy}. */
  readonly retransmit?: Partial<RetransmitPolicy>;
  /** A session unused for so many milliseconds is closed; default 30 000. BMCs drop it after 60 000 of silence. */
  readonly idleCloseMs?: number;
  /** A session unused for so many milliseconds gets a Get Device ID to stay alive; default 25 000. */
  readonly keepAliveMs?: number;
  /** Before a command that must not be repeated, a session silent for so many milliseconds is probed; default 2 000. */
  readonly probeAfterMs?: number;
  /** Pause before a command that the BMC was too busy for is sent again, in milliseconds; default 500. */
  readonly busyDelayMs?: number;
  /** Requests to one BMC at the same time; default 1, which is all that many BMCs can do. */
  readonly requestsPerBmc?: number;
}

/** @internal */
export interface PoolSettings {
  readonly retransmit: RetransmitPolicy;
  readonly idleCloseMs: number;
  readonly keepAliveMs: number;
  readonly probeAfterMs: number;
  readonly busyDelayMs: number;
  readonly requestsPerBmc: number;
}

/** @internal */
export function poolSettings(options: IpmiPoolOptions): PoolSettings {
  return {
    retransmit: { ...DEFAULT_RETRANSMIT, ...options.retransmit },
    idleCloseMs: options.idleCloseMs ?? 30_000,
    keepAliveMs: options.keepAliveMs ?? 25_000,
    probeAfterMs: options.probeAfterMs ?? 2_000,
    busyDelayMs: options.busyDelayMs ?? 500,
    requestsPerBmc: options.requestsPerBmc ?? 1,
  };
}
