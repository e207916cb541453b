import { RedfishRefusal } from "./redfish-error.js";
import type { Body } from "./resource.js";

const KNOWN = ["$skip", "$top", "$expand"];

/**
 * What the query of a GET makes of a resource: pages of collections, expanded links.
 *
 * @param find - the resource at a path
 * @throws RedfishRefusal 501 for options this service has not, as it must (DSP0266 §7.3)
 */
export function answerQuery(
  body: Body,
  query: URLSearchParams,
  pageSize: number,
  find: (path: string) => Body | undefined,
): Body {
  const unknown = [...query.keys()].find((key) => key.startsWith("$") && !KNOWN.includes(key));
  if (unknown !== undefined)
    throw new RedfishRefusal(501, "QueryNotSupported", `The query option ${unknown} is not supported.`, [unknown]);
  const page = Array.isArray(body["Members"]) ? paged(body, body["Members"], query, pageSize) : body;
  const expand = query.get("$expand");
  if (expand === null) return page;
  const which = /^([.~*])(\(\$levels=1\))?$/.exec(expand)?.[1];
  if (which === undefined)
    throw new RedfishRefusal(
      400,
      "QueryParameterValueFormatError",
      `The value ${expand} for the parameter $expand is of a different format than the parameter can accept.`,
      [expand, "$expand"],
    );
  return expanded(page, which, find);
}

function paged(body: Body, members: readonly unknown[], query: URLSearchParams, pageSize: number): Body {
  const skip = count(query, "$skip", 0);
  const top = count(query, "$top", members.length);
  const wanted = members.slice(skip, skip + top);
  const page = wanted.slice(0, pageSize);
  const rest = query.has("$top") ? `&$top=${top - page.length}` : "";
  return {
    ...body,
    Members: page,
    ...(page.length < wanted.length
      ? { "Members@odata.nextLink": `${String(body["@odata.id"])}?$skip=${skip + page.length}${rest}` }
      : {}),
  };
}

function count(query: URLSearchParams, name: string, otherwise: number): number {
  const text = query.get(name);
  if (text === null) return otherwise;
  if (/^\d+$/.test(text)) return Number(text);
  throw new RedfishRefusal(
    400,
    "QueryParameterValueTypeError",
    `The value ${text} for the query parameter ${name} is of a different type than the parameter can accept.`,
    [text, name],
  );
}

/** `.`: what is subordinate; `~`: what is below `Links`; `*`: both. Source: DSP0266 §7.3.1. */
function expanded(body: Body, which: string, find: (path: string) => Body | undefined): Body {
  const one = (value: unknown): unknown => {
    const path = (value as Body | null)?.["@odata.id"];
    const isLink = typeof path === "string" && Object.keys(value as Body).length === 1;
    return isLink ? (find(path) ?? value) : value;
  };
  const all = (value: unknown): unknown => (Array.isArray(value) ? value.map(one) : one(value));
  return Object.fromEntries(
    Object.entries(body).map(([key, value]) => {
      if (key === "Links") {
        if (which === ".") return [key, value];
        return [key, Object.fromEntries(Object.entries(value as Body).map(([name, each]) => [name, all(each)]))];
      }
      return [key, which === "~" ? value : all(value)];
    }),
  );
}
