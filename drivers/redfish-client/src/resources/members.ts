import type { CallOptions, RedfishResource } from "../client/call-options.js";
import { isObject } from "../errors/extended-info.js";
import { isRedfishError, RedfishError } from "../errors/redfish-error.js";
import { resourceKey } from "../transport/bmc-address.js";
import { attribute, missing, optionalString } from "./attributes.js";
import type { ResourceReader } from "./resource-reader.js";

const MAX_PAGES = 1_000;

/** @public */
export interface MembersOptions extends CallOptions {
  /** `false` reads each member by itself although the service can expand them. Default `true`. */
  readonly expand?: boolean | undefined;
  /** Called for a member that cannot be read, which is then left out; without it, such a member ends the walk. */
  readonly onUnreadable?: ((uri: string, error: unknown) => void) | undefined;
}

/** A member as its collection shows it: its link, and its body where the service expanded it. @internal */
export interface ListedMember {
  readonly uri: string;
  readonly body: RedfishResource["body"] | undefined;
}

/**
 * Walks the pages of a collection along `Members@odata.nextLink`.
 *
 * @remarks Source: DSP0266, "Resource collection responses".
 * @throws RedfishError `BAD_ANSWER` for a page that was there before, more than 1000 pages, or missing Members
 * @internal
 */
export async function* listedMembers(
  reader: ResourceReader,
  collectionUri: string,
  query: string | undefined,
  options: CallOptions,
): AsyncGenerator<ListedMember, void, undefined> {
  const seen = new Set<string>();
  let next: string | undefined = collectionUri;
  let page = await firstPage(reader, collectionUri, query, options);
  while (next !== undefined) {
    const key = pageKey(next);
    if (seen.has(key) || seen.size >= MAX_PAGES) {
      const reason = seen.has(key)
        ? `its pages go round in a circle at ${next}`
        : `it has more than ${MAX_PAGES} pages`;
      throw new RedfishError("BAD_ANSWER", { path: collectionUri, attribute: "Members@odata.nextLink", reason });
    }
    seen.add(key);
    yield* membersOf(page);
    next = optionalString(page, "Members@odata.nextLink") ?? optionalString(page, "@odata.nextLink");
    if (next !== undefined && !seen.has(pageKey(next))) page = await reader.get(next, options);
  }
}

/** The members of one page of a collection. */
function* membersOf(page: RedfishResource): Generator<ListedMember, void, undefined> {
  const members = attribute(page, "Members");
  if (!Array.isArray(members)) missing(page, ["Members"]);
  for (const [index, member] of members.entries()) {
    const uri = isObject(member) ? member["@odata.id"] : undefined;
    if (!isObject(member) || typeof uri !== "string") missing(page, [`Members[${index}]`, "@odata.id"]);
    const isExpanded = Object.keys(member).some((name) => !name.startsWith("@odata."));
    yield { uri, body: isExpanded ? member : undefined };
  }
}

/** Some services advertise `$expand` and fail on it for single collections; those are read without. */
async function firstPage(
  reader: ResourceReader,
  uri: string,
  query: string | undefined,
  options: CallOptions,
): Promise<RedfishResource> {
  if (query === undefined) return reader.get(uri, options);
  try {
    return await reader.get(`${uri}${uri.includes("?") ? "&" : "?"}${query}`, options);
  } catch (error) {
    const isAnswer = isRedfishError(error) && (error.status !== undefined || error.code === "BAD_ANSWER");
    if (!isAnswer || error.code === "AUTH_REJECTED") throw error;
    return reader.get(uri, options);
  }
}

function pageKey(link: string): string {
  // The query of a page tells pages apart, so it stays; only the path is compared loosely.
  const [path = "", query = ""] = link.split("?");
  return `${resourceKey(path)}?${query}`;
}
