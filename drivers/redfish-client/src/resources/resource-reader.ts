import type { CallOptions, RedfishResource } from "../client/call-options.js";

/** What can read a resource by its link: `RedfishClient`, or a test's own map. @public */
export interface ResourceReader {
  get(uri: string, options?: CallOptions): Promise<RedfishResource>;
}
