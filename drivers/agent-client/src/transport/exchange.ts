import type { Dispatcher } from "undici";

/** One request to an agent. @internal */
export interface AgentRequest {
  readonly method: "GET" | "POST";
  /** With its query, which holds the token: never repeated in an error. */
  readonly path: string;
  readonly body?: string;
  /** Called on an open connection, right before the first byte is written; what it throws ends the request unsent. */
  readonly beforeSend?: () => void;
}

/** @internal */
export interface AgentAnswer {
  readonly status: number;
  readonly text: string;
}

/** A request that got no answer. @internal */
export class NoAnswer extends Error {
  /** False only where no byte of the request can have left. */
  readonly wasSent: boolean;
  constructor(wasSent: boolean, cause: unknown) {
    super("no answer", { cause });
    this.wasSent = wasSent;
  }
}

/** An answer that is longer than is taken. @internal */
export class AnswerTooLong extends Error {}

/**
 * Sends one request and reads the whole answer; ends at once when `signal` aborts.
 * @throws NoAnswer, AnswerTooLong, and what `beforeSend` threw
 * @internal
 */
export function exchange(
  dispatcher: Dispatcher,
  request: AgentRequest,
  signal: AbortSignal,
  maxBytes: number,
): Promise<AgentAnswer> {
  return new Promise((resolve, reject) => {
    let controller: Dispatcher.DispatchController | undefined;
    let wasSent = false;
    let refusal: { readonly reason: unknown } | undefined;
    let status = 0;
    let size = 0;
    const chunks: Buffer[] = [];
    const fail = (error: unknown): void => {
      signal.removeEventListener("abort", onAbort);
      if (refusal !== undefined) reject(refusal.reason);
      else reject(error instanceof AnswerTooLong ? error : new NoAnswer(wasSent, error));
    };
    const onAbort = (): void => {
      controller?.abort(signal.reason);
      fail(signal.reason);
    };
    if (signal.aborted) return fail(signal.reason);
    signal.addEventListener("abort", onAbort, { once: true });
    const handler: Dispatcher.DispatchHandler = {
      onRequestStart(started) {
        if (signal.aborted) throw signal.reason;
        try {
          request.beforeSend?.();
        } catch (reason) {
          refusal = { reason };
          throw reason;
        }
        controller = started;
        wasSent = true;
      },
      onResponseStart(_controller, statusCode) {
        status = statusCode;
      },
      onResponseData(started, chunk) {
        size += chunk.length;
        chunks.push(chunk);
        if (size > maxBytes) started.abort(new AnswerTooLong(`the answer is longer than ${maxBytes} bytes`));
      },
      onResponseEnd() {
        signal.removeEventListener("abort", onAbort);
        resolve({ status, text: Buffer.concat(chunks).toString("utf8") });
      },
      onResponseError(_controller, error) {
        fail(error);
      },
    };
    dispatcher.dispatch(
      {
        path: request.path,
        method: request.method,
        headers: {
          accept: "application/json",
          ...(request.body === undefined ? {} : { "content-type": "application/json" }),
        },
        body: request.body ?? null,
      },
      handler,
    );
  });
}
