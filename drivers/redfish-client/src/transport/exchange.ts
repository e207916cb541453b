import type { IncomingHttpHeaders } from "node:http";
import { promisify } from "node:util";
import { brotliDecompress, gunzip, inflate } from "node:zlib";
import type { Dispatcher } from "undici";

/** One request as it goes over the wire. @internal */
export interface WireRequest {
  readonly method: "GET" | "POST" | "PATCH" | "PUT" | "DELETE";
  readonly origin: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | undefined;
  /** Called on an open connection, right before the first byte is written; what it throws ends the request unsent. */
  readonly beforeSend: (() => void) | undefined;
  /** `true` closes the connection after the answer. */
  readonly isLast: boolean;
}

/** @internal */
export interface WireAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly text: string;
}

/** A request that got no answer. @internal */
export class ExchangeFailure extends Error {
  /** `false` only where no byte of the request can have left. */
  readonly wasSent: boolean;
  constructor(wasSent: boolean, cause: unknown) {
    super("no answer", { cause });
    this.wasSent = wasSent;
  }
}

/** An answer that is too long or packed in a way that cannot be read. @internal */
export class UnreadableAnswer extends Error {}

const UNPACK: Readonly<Record<string, (data: Buffer, options: { maxOutputLength: number }) => Promise<Buffer>>> = {
  gzip: promisify(gunzip),
  "x-gzip": promisify(gunzip),
  deflate: promisify(inflate),
  br: promisify(brotliDecompress),
};

/**
 * Sends one request and reads the whole answer. The promise rejects at once when `signal` aborts, and a request that
 * still waits for its connection is then not sent.
 * @throws ExchangeFailure, UnreadableAnswer
 * @internal
 */
export async function exchange(
  dispatcher: Dispatcher,
  request: WireRequest,
  signal: AbortSignal,
  maxBytes: number,
): Promise<WireAnswer> {
  const raw = await dispatch(dispatcher, request, signal, maxBytes);
  const encoding = (raw.headers["content-encoding"] ?? "identity").toLowerCase();
  if (encoding === "identity" || encoding === "" || raw.data.length === 0) {
    return { status: raw.status, headers: raw.headers, text: raw.data.toString("utf8") };
  }
  const unpack = UNPACK[encoding];
  if (unpack === undefined) throw new UnreadableAnswer(`its content encoding ${encoding} is not known`);
  try {
    const text = (await unpack(raw.data, { maxOutputLength: maxBytes })).toString("utf8");
    return { status: raw.status, headers: raw.headers, text };
  } catch (cause) {
    throw new UnreadableAnswer(`its ${encoding} content cannot be unpacked`, { cause });
  }
}

interface RawAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly data: Buffer;
}

function dispatch(
  dispatcher: Dispatcher,
  request: WireRequest,
  signal: AbortSignal,
  maxBytes: number,
): Promise<RawAnswer> {
  return new Promise((resolve, reject) => {
    let controller: Dispatcher.DispatchController | undefined;
    let wasSent = false;
    let status = 0;
    let headers: Record<string, string> = {};
    let size = 0;
    const chunks: Buffer[] = [];

    const fail = (error: unknown): void => {
      signal.removeEventListener("abort", onAbort);
      reject(error instanceof UnreadableAnswer ? error : new ExchangeFailure(wasSent, error));
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
        request.beforeSend?.();
        controller = started;
        wasSent = true;
      },
      onResponseStart(_controller, statusCode, answered) {
        status = statusCode;
        headers = flattened(answered);
      },
      onResponseData(started, chunk) {
        size += chunk.length;
        chunks.push(chunk);
        if (size > maxBytes) started.abort(new UnreadableAnswer(`it is longer than ${maxBytes} bytes`));
      },
      onResponseEnd() {
        signal.removeEventListener("abort", onAbort);
        resolve({ status, headers, data: Buffer.concat(chunks) });
      },
      onResponseError(_controller, error) {
        fail(error);
      },
    };
    dispatcher.dispatch(
      {
        origin: request.origin,
        path: request.path,
        method: request.method,
        headers: request.headers,
        body: request.body ?? null,
        reset: request.isLast,
      },
      handler,
    );
  });
}

function flattened(headers: IncomingHttpHeaders): Record<string, string> {
  return Object.fromEntries(
    Object.entries(headers).flatMap(([name, value]) =>
      value === undefined ? [] : [[name.toLowerCase(), Array.isArray(value) ? value.join(", ") : value]],
    ),
  );
}
