import type { ErrorShape } from "./api-error.js";
import type { ArgumentTable } from "./arguments.js";
import type { Answer, Call } from "./call.js";

export type HttpMethod = "GET" | "HEAD" | "POST" | "PUT" | "PATCH" | "DELETE" | "OPTIONS";

/** What a request gets that is older than the endpoint. */
export interface Below {
  readonly status: 404 | 405 | 406;
  readonly shape: ErrorShape;
}

/** One row of the endpoint table: everything about it that is not behaviour. */
export interface Endpoint {
  readonly method: HttpMethod;
  /** Path with `:name` parameters. */
  readonly path: string;
  /** First minor version (default 1). */
  readonly since?: number;
  /** Default: 404 as for an unknown path. */
  readonly below?: Below;
  /** Query parameters; for `body: "arguments"` also the keys of the JSON body. */
  readonly args?: ArgumentTable;
  /**
   * `json`: the handler reads the body. `arguments`: keys of a JSON object are arguments; a body of another kind counts as none, as in Ironic.
   * `any`: any query parameter is passed on (vendor methods).
   */
  readonly body?: "none" | "json" | "arguments" | "any";
  /** Which configured limit holds for the body (default `normal`). */
  readonly bodyLimit?: "normal" | "provision";
  /** False: served without a microversion (files, health). */
  readonly isVersioned?: false;
  /** True: for ramdisks; no user authentication. */
  readonly isForRamdisk?: true;
  readonly run: (call: Call) => Answer | Promise<Answer>;
}

/** Paths that are answered with an own refusal instead of "unknown path". On the path of an endpoint they stand for the methods it does not take. */
export interface Miss {
  readonly path: string;
  readonly methods?: readonly HttpMethod[];
  readonly status: 400 | 403 | 404 | 405;
  readonly shape: ErrorShape;
  readonly message: string;
}
