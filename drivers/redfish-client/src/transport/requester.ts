import { extendedInfo } from "../errors/extended-info.js";
import { RedfishError } from "../errors/redfish-error.js";
import { classifyTransport, type TransportFailure } from "../errors/transport-failure.js";
import { parseJson } from "./answer-body.js";
import type { RedfishClock } from "./clock.js";
import { type Deadline, Interrupted } from "./deadline.js";
import type { SocketPair } from "./dispatchers.js";
import { ExchangeFailure, exchange, UnreadableAnswer, type WireAnswer, type WireRequest } from "./exchange.js";
import type { RequestQueue } from "./request-queue.js";
import { retryAfterMs } from "./retry-after.js";
import { type RetryRule, retryRuleFor } from "./retry-rules.js";

/** @internal */
export interface RequesterOptions {
  readonly sockets: SocketPair;
  readonly queue: RequestQueue;
  readonly clock: RedfishClock;
  readonly attemptTimeoutMs: number;
  readonly maxBodyBytes: number;
  readonly isKeptAlive: boolean;
}

/** A request before it is known on which connection it goes. @internal */
export type OutgoingRequest = Omit<WireRequest, "isLast"> & {
  /** `true` where a repeat does no harm even if the first request took effect. */
  readonly isRepeatable: boolean;
};

/** Sends requests to one BMC, one after the other, and repeats those that may be repeated. @internal */
export class Requester {
  readonly #options: RequesterOptions;

  constructor(options: RequesterOptions) {
    this.#options = options;
  }

  /**
   * Resolves to the BMC's answer of whatever status, once no rule asks for a repeat or the deadline allows none.
   * @throws RedfishError `BMC_UNREACHABLE`, `TLS_REJECTED`, `OUTCOME_UNKNOWN`, `BAD_ANSWER`, `TIMEOUT`, `ABORTED`
   */
  async send(request: OutgoingRequest, deadline: Deadline): Promise<WireAnswer> {
    const isGet = request.method === "GET";
    const used = new Map<RetryRule, number>();
    for (;;) {
      const outcome = await this.#attempt(request, deadline);
      const hasFailed = outcome.kind === "no answer";
      const asked = hasFailed
        ? undefined
        : retryAfterMs(outcome.answer.headers["retry-after"], this.#options.clock.wallNow());
      const rule = retryRuleFor({
        isGet,
        isRepeatable: request.isRepeatable,
        result: hasFailed
          ? { kind: "no answer", wasSent: outcome.wasSent, isTransient: outcome.failure.isTransient }
          : {
              kind: "answer",
              status: outcome.answer.status,
              messages: outcome.answer.status >= 400 ? extendedInfo(parseJson(outcome.answer.text)) : [],
              retryAfterMs: asked,
            },
      });
      const uses = rule === undefined ? 0 : (used.get(rule) ?? 0);
      const pauseMs = asked ?? rule?.pauseMs ?? 0;
      if (rule === undefined || uses >= rule.repeats || pauseMs >= deadline.remainingMs()) {
        if (hasFailed) throw this.#giveUp(request, outcome);
        return outcome.answer;
      }
      used.set(rule, uses + 1);
      await this.#translated(request, false, () => deadline.pause(pauseMs));
    }
  }

  async #attempt(request: OutgoingRequest, deadline: Deadline): Promise<Outcome> {
    const { queue, sockets, attemptTimeoutMs, maxBodyBytes, isKeptAlive } = this.#options;
    const isWrite = request.method !== "GET";
    const leave = await this.#translated(request, false, () =>
      deadline.within(Number.POSITIVE_INFINITY, (signal) => queue.acquire(signal)),
    );
    try {
      const answer = await deadline.within(attemptTimeoutMs, (signal) =>
        exchange(
          isWrite ? sockets.writes : sockets.reads,
          { ...request, isLast: isWrite || !isKeptAlive },
          signal,
          maxBodyBytes,
        ),
      );
      return { kind: "answer", answer };
    } catch (error) {
      return this.#noAnswer(request, error, deadline);
    } finally {
      leave();
    }
  }

  #noAnswer(request: OutgoingRequest, error: unknown, deadline: Deadline): Outcome {
    const { method, path } = request;
    const mayHaveTakenEffect = method !== "GET";
    if (error instanceof UnreadableAnswer) {
      throw new RedfishError("BAD_ANSWER", { method, path, reason: error.message, mayHaveTakenEffect, cause: error });
    }
    if (error instanceof Interrupted) throw interruption(request, error, false, deadline);
    if (!(error instanceof ExchangeFailure)) throw error;
    const { cause, wasSent } = error;
    if (cause instanceof HookRefusal) throw cause;
    if (cause instanceof Interrupted && cause.why !== "attempt") {
      throw interruption(request, cause, wasSent, deadline);
    }
    const failure: TransportFailure =
      cause instanceof Interrupted
        ? {
            code: wasSent ? "TIMEOUT" : "BMC_UNREACHABLE",
            reason: `no answer within ${this.#options.attemptTimeoutMs} ms`,
            isTransient: true,
          }
        : classifyTransport(cause);
    return { kind: "no answer", wasSent, failure, cause };
  }

  #giveUp(request: OutgoingRequest, outcome: NoAnswer): RedfishError {
    const { method, path } = request;
    const mayHaveTakenEffect = outcome.wasSent && method !== "GET";
    const isLost = mayHaveTakenEffect && outcome.failure.code === "BMC_UNREACHABLE";
    return new RedfishError(isLost ? "OUTCOME_UNKNOWN" : outcome.failure.code, {
      method,
      path,
      reason: `${request.origin}: ${outcome.failure.reason}`,
      mayHaveTakenEffect,
      cause: outcome.cause,
    });
  }

  async #translated<T>(request: OutgoingRequest, wasSent: boolean, work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (error) {
      if (error instanceof Interrupted) throw interruption(request, error, wasSent);
      throw error;
    }
  }
}

/** What the caller's `beforeWrite` threw; it reaches the caller unchanged. @internal */
export class HookRefusal extends Error {
  constructor(cause: unknown) {
    super("beforeWrite refused", { cause });
  }
}

interface NoAnswer {
  readonly kind: "no answer";
  readonly wasSent: boolean;
  readonly failure: TransportFailure;
  readonly cause: unknown;
}

type Outcome = NoAnswer | { readonly kind: "answer"; readonly answer: WireAnswer };

function interruption(
  request: OutgoingRequest,
  error: Interrupted,
  wasSent: boolean,
  deadline?: Deadline,
): RedfishError {
  const { method, path, origin } = request;
  const isAbort = error.why === "caller";
  const length = deadline === undefined ? "" : ` of ${deadline.lengthMs} ms`;
  return new RedfishError(isAbort ? "ABORTED" : "TIMEOUT", {
    method,
    path,
    reason: isAbort ? "by the caller's signal" : `${origin} did not answer before the deadline${length}`,
    mayHaveTakenEffect: wasSent && method !== "GET",
    cause: isAbort ? error.cause : undefined,
  });
}
