import type { JsonObject } from "@steelyard/interfaces";
import type { CallLimits } from "../transport/deadline.js";

/** What every call takes. @public */
export interface CallOptions extends CallLimits {
  /**
   * Called on an open connection right before each request that is not a GET is written, repeats and logins included.
   * What it throws ends the call with nothing sent, and reaches the caller unchanged. DESIGN §3: `task.assertOwned()`.
   */
  readonly beforeWrite?: (() => void) | undefined;
  /** More request headers. */
  readonly headers?: Readonly<Record<string, string>> | undefined;
}

/** @public */
export interface WriteOptions extends CallOptions {
  /**
   * `If-Match` of the request. A text: that tag, and a mismatch fails with `PRECONDITION`. `false`: none.
   * Unless told, PATCH and PUT send the tag of the last GET of that resource and give way on 412.
   */
  readonly ifMatch?: string | false | undefined;
  /** `true` repeats the write even if the first one may have taken effect. Default `false`. */
  readonly isRepeatable?: boolean | undefined;
}

/** What the BMC answered with a status below 400. @public */
export interface RedfishAnswer {
  /** Path the answer came from. */
  readonly uri: string;
  readonly status: number;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  /** The JSON object in the answer; undefined where there is none (204, or text that is not JSON after a write). */
  readonly body: JsonObject | undefined;
  readonly etag: string | undefined;
  /** The path in `Location`: a new resource, or with status 202 the task monitor. */
  readonly location: string | undefined;
}

/** A resource as read. @public */
export interface RedfishResource {
  readonly uri: string;
  readonly body: JsonObject;
  readonly etag?: string | undefined;
}
