import { Agent, type Dispatcher, interceptors, request } from "undici";

/** A whole answer. `json` is undefined where the body is none. */
export interface HttpAnswer {
  readonly status: number;
  readonly text: string;
  readonly json: unknown;
}

export interface HttpRequest {
  readonly method: "GET" | "POST";
  readonly url: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly json?: unknown;
  readonly timeoutMs: number;
}

export interface HttpDownload {
  readonly status: number;
  /** As the server says it; undefined where it does not. */
  readonly length: number | undefined;
  readonly body: Dispatcher.ResponseData["body"];
}

/** All outgoing HTTP of one agent; ends with it. */
export class HttpClient {
  readonly #agent: Agent;
  readonly #dispatcher: Dispatcher;
  readonly #signal: AbortSignal;

  constructor(options: {
    readonly isInsecure: boolean;
    readonly ca: string | undefined;
    readonly signal: AbortSignal;
  }) {
    const { isInsecure, ca, signal } = options;
    this.#agent = new Agent({ connect: { rejectUnauthorized: !isInsecure, ...(ca === undefined ? {} : { ca }) } });
    this.#dispatcher = this.#agent.compose(interceptors.redirect({ maxRedirections: 10 }));
    this.#signal = signal;
  }

  /** Sends a request and reads the whole answer, whatever its status. Rejects when there is no answer in time. */
  async send({ method, url, headers, json, timeoutMs }: HttpRequest): Promise<HttpAnswer> {
    const { statusCode, body } = await request(url, {
      method,
      dispatcher: this.#dispatcher,
      headers: { accept: "application/json", "content-type": "application/json", ...headers },
      signal: AbortSignal.any([this.#signal, AbortSignal.timeout(timeoutMs)]),
      ...(json === undefined ? {} : { body: JSON.stringify(json) }),
    });
    const text = await body.text();
    return { status: statusCode, text, json: parsed(text) };
  }

  /** Begins to fetch a file. `timeoutMs` counts for the connection, the headers and each pause of the body. */
  async download(
    url: string,
    { headers, timeoutMs }: { readonly headers?: Readonly<Record<string, string>>; readonly timeoutMs: number },
  ): Promise<HttpDownload> {
    const answer = await request(url, {
      dispatcher: this.#dispatcher,
      headers: { "accept-encoding": "identity", ...headers },
      signal: this.#signal,
      headersTimeout: timeoutMs,
      bodyTimeout: timeoutMs,
    });
    const length = answer.headers["content-length"];
    return {
      status: answer.statusCode,
      length: typeof length === "string" ? Number(length) : undefined,
      body: answer.body,
    };
  }

  /** Cuts all connections. */
  async close(): Promise<void> {
    await this.#agent.destroy();
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}
