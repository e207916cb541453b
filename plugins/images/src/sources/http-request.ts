import { DriverError } from "@steelyard/interfaces";
import { type Dispatcher, request } from "undici";
import { shownUrl } from "./shown-url.js";

const MAX_REDIRECTIONS = 5;
const REDIRECTIONS: ReadonlySet<number> = new Set([301, 302, 303, 307, 308]);

export type HttpAnswer = Dispatcher.ResponseData;

/** What is asked of an image server. */
export interface HttpQuestion {
  readonly url: string;
  readonly method: "GET" | "HEAD";
  readonly headers?: Readonly<Record<string, string>>;
  /** How long the server may stay silent, in milliseconds. */
  readonly timeoutMs: number;
  readonly signal: AbortSignal;
}

/**
 * Asks, and follows redirections. User and password in a URL are sent as basic authentication, to that URL's server alone.
 * @throws DriverError `IMAGE_NOT_FOUND`
 */
export async function httpRequest(question: HttpQuestion): Promise<HttpAnswer> {
  let target = question.url;
  for (let hops = 0; hops <= MAX_REDIRECTIONS; hops += 1) {
    const answer = await once(target, question);
    const { location } = answer.headers;
    if (!REDIRECTIONS.has(answer.statusCode) || typeof location !== "string") return answer;
    await answer.body.dump();
    target = follow(question.url, target, location);
  }
  throw notFound(question.url, `it is redirected more than ${MAX_REDIRECTIONS} times`);
}

function follow(asked: string, from: string, location: string): string {
  const next = URL.canParse(location, from) ? new URL(location, from) : undefined;
  if (next?.protocol === "http:" || next?.protocol === "https:") return next.href;
  throw notFound(asked, "it is redirected to what is no http or https URL");
}

async function once(target: string, { method, headers, timeoutMs, signal }: HttpQuestion): Promise<HttpAnswer> {
  const url = new URL(target);
  const authorization = basicAuthorization(url);
  url.username = "";
  url.password = "";
  try {
    return await request(url, {
      method,
      headers: { ...headers, ...(authorization === undefined ? {} : { authorization }) },
      signal,
      headersTimeout: timeoutMs,
      bodyTimeout: timeoutMs,
    });
  } catch (cause) {
    throw problem(target, cause, timeoutMs, signal);
  }
}

function basicAuthorization({ username, password }: URL): string | undefined {
  if (username === "" && password === "") return undefined;
  const text = `${unescaped(username)}:${unescaped(password)}`;
  return `Basic ${Buffer.from(text, "utf8").toString("base64")}`;
}

function unescaped(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

const SILENCES: ReadonlySet<string> = new Set([
  "UND_ERR_HEADERS_TIMEOUT",
  "UND_ERR_BODY_TIMEOUT",
  "UND_ERR_CONNECT_TIMEOUT",
]);

/** What went wrong on the wire; the reason of `signal` where that is what ended it. */
export function problem(url: string, cause: unknown, timeoutMs: number, signal: AbortSignal): unknown {
  if (signal.aborted) return signal.reason;
  const code = (cause as NodeJS.ErrnoException).code ?? "";
  if (SILENCES.has(code)) return notFound(url, `the server is silent for ${timeoutMs / 1000} s`, cause);
  const why = code === "" ? (cause instanceof Error ? cause.message : String(cause)) : code;
  return notFound(url, why, cause);
}

export function notFound(url: string, why: string, cause?: unknown): DriverError {
  return new DriverError("IMAGE_NOT_FOUND", { reason: `${shownUrl(url)} could not be fetched: ${why}.` }, { cause });
}
