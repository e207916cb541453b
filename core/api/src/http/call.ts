import type { JsonValue, TaskLog } from "@steelyard/interfaces";
import type { ConductorService, MachineFileServer, Store } from "@steelyard/runtime-interfaces";
import type { ApiConfig } from "../api-config.js";
import { type ApiError, badRequest } from "./api-error.js";
import type { Arguments } from "./arguments.js";
import { checkPlainText } from "./plain-text.js";

/** Where the API writes what went wrong on our side. @public */
export type ApiLog = Pick<TaskLog, "error" | "warn">;

/** What handlers work with. */
export interface Services {
  readonly store: Store;
  readonly conductor: ConductorService;
  readonly files: MachineFileServer | undefined;
  readonly config: ApiConfig;
  readonly log: ApiLog;
}

/** One request, routed and gated. */
export interface Call extends Services {
  readonly method: string;
  readonly path: string;
  /** The requested version is 1.`minor`. */
  readonly minor: number;
  readonly params: Readonly<Record<string, string>>;
  readonly args: Arguments;
  readonly rawBody: Buffer;
  /** `http://host:port`, the public endpoint where one is configured. */
  readonly baseUrl: string;
  readonly requestId: string;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  /** Whether `.json` was taken off the path. */
  readonly hadJsonSuffix: boolean;
  /** Ends when the client goes away or the request's time is over. */
  readonly signal: AbortSignal;
}

/** What a handler answers. `body` is sent as JSON; `stream` as it is. */
export interface Answer {
  readonly status: number;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
  readonly stream?: AsyncIterable<Uint8Array>;
}

export const ok = (body: unknown): Answer => ({ status: 200, body });
export const created = (body: unknown, location: string): Answer => ({ status: 201, body, headers: { location } });
export const accepted = (location?: string): Answer => ({
  status: 202,
  ...(location ? { headers: { location } } : {}),
});
export const noContent = (location?: string): Answer => ({
  status: 204,
  ...(location ? { headers: { location } } : {}),
});

const MAX_DEPTH = 25;

function checkValue(value: unknown, depth: number): void {
  if (typeof value === "string") checkPlainText("The body", value);
  if (typeof value !== "object" || value === null) return;
  if (depth > MAX_DEPTH) throw badRequest(`The body is nested deeper than ${MAX_DEPTH} levels.`);
  for (const [key, entry] of Object.entries(value)) {
    checkPlainText("The body", key);
    checkValue(entry, depth + 1);
  }
}

/** Where the parser stopped. Its own message quotes the text around, which may be a secret. */
function parserPosition(cause: unknown): string {
  const position = /position (\d+)/.exec((cause as Error).message)?.[1];
  return position === undefined ? "" : ` It is wrong at position ${position}.`;
}

/** Parses the body once; `problem` when it is not JSON. @throws ApiError 400 for values that are nested too deeply or can not be stored */
export function parseBody(call: Pick<Call, "rawBody">): { readonly value?: JsonValue; readonly problem?: ApiError } {
  if (call.rawBody.length === 0) return {};
  let value: JsonValue;
  try {
    value = JSON.parse(call.rawBody.toString("utf8")) as JsonValue;
  } catch (cause) {
    return { problem: badRequest(`The body is not JSON.${parserPosition(cause)}`) };
  }
  checkValue(value, 1);
  return { value };
}

/** The JSON body; undefined when there is none. @throws ApiError 400 as `parseBody`, and for text that is not JSON */
export function jsonBody(call: Pick<Call, "rawBody">): JsonValue | undefined {
  const { value, problem } = parseBody(call);
  if (problem !== undefined) throw problem;
  return value;
}

/** An argument that is a string and was given. */
export const textArg = (call: Pick<Call, "args">, name: string): string | undefined => {
  const value = call.args[name];
  return typeof value === "string" ? value : undefined;
};

/** An argument that is a boolean and was given. */
export const flagArg = (call: Pick<Call, "args">, name: string): boolean | undefined => {
  const value = call.args[name];
  return typeof value === "boolean" ? value : undefined;
};

/** An argument that is a list and was given. */
export const listArg = (call: Pick<Call, "args">, name: string): readonly string[] | undefined => {
  const value = call.args[name];
  return Array.isArray(value) ? (value as string[]) : undefined;
};

/** A parameter of the path. */
export function param(call: Pick<Call, "params">, name: string): string {
  return call.params[name] ?? "";
}
