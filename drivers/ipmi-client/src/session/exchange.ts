import { performance } from "node:perf_hooks";

/** How long to wait for a reply before sending again: `firstMs`, then `factor` times longer each, at most `maxMs`. @public */
export interface RetransmitPolicy {
  /** Milliseconds; default 1 000. */
  readonly firstMs: number;
  /** Default 1.5. */
  readonly factor: number;
  /** Milliseconds; default 4 000. */
  readonly maxMs: number;
  /** Sends on one session without any answer before it counts as lost; default 4. */
  readonly maxSends: number;
}

/** @internal */
export const DEFAULT_RETRANSMIT: RetransmitPolicy = { firstMs: 1_000, factor: 1.5, maxMs: 4_000, maxSends: 4 };

/** Milliseconds to wait after send number `attempt` (from 0), spread by up to 20 % so that BMCs are not hit in step. @internal */
export function retransmitDelayMs(policy: RetransmitPolicy, attempt: number): number {
  const nominal = Math.min(policy.maxMs, policy.firstMs * policy.factor ** attempt);
  return nominal * (0.9 + 0.2 * Math.random());
}

/** Milliseconds on a clock that never jumps. @internal */
export function monotonicMs(): number {
  return performance.now();
}

/** A promise and its resolver. @internal */
export class Reply<T> {
  readonly promise: Promise<T>;
  resolve!: (value: T) => void;

  constructor() {
    this.promise = new Promise<T>((resolve) => {
      this.resolve = resolve;
    });
  }
}

/**
 * Waits for `promise` for up to `ms` milliseconds; `undefined` when the time is over first.
 * @throws the signal's reason as soon as it is aborted
 * @internal
 */
export async function waitAtMost<T>(
  promise: Promise<T>,
  ms: number,
  signal: AbortSignal | undefined,
): Promise<T | undefined> {
  signal?.throwIfAborted();
  let timer: NodeJS.Timeout | undefined;
  let onAbort: (() => void) | undefined;
  try {
    return await Promise.race([
      promise,
      new Promise<undefined>((resolve, reject) => {
        timer = setTimeout(() => resolve(undefined), Math.max(0, ms));
        onAbort = () => reject(signal?.reason);
        signal?.addEventListener("abort", onAbort, { once: true });
      }),
    ]);
  } finally {
    clearTimeout(timer);
    if (onAbort !== undefined) signal?.removeEventListener("abort", onAbort);
  }
}

/** @internal */
export interface ExchangeOptions<T> {
  /** Sends the request; `attempt` counts from 0. What it throws ends the exchange. */
  readonly send: (attempt: number) => void;
  readonly reply: Promise<T>;
  readonly retransmit: RetransmitPolicy;
  readonly maxSends: number;
  /** On {@link monotonicMs}. */
  readonly deadlineAt: number;
  readonly signal: AbortSignal | undefined;
}

/** Sends until the reply comes; `undefined` after the last send's wait or at the deadline. @internal */
export async function exchange<T>(options: ExchangeOptions<T>): Promise<T | undefined> {
  for (let attempt = 0; attempt < options.maxSends; attempt++) {
    options.signal?.throwIfAborted();
    const leftMs = options.deadlineAt - monotonicMs();
    if (leftMs <= 0) return undefined;
    options.send(attempt);
    const delayMs = options.maxSends === 1 ? leftMs : retransmitDelayMs(options.retransmit, attempt);
    const value = await waitAtMost(options.reply, Math.min(delayMs, leftMs), options.signal);
    if (value !== undefined) return value;
  }
  return undefined;
}
