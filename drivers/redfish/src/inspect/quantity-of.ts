import { attribute, RedfishError, type RedfishResource } from "@steelyard/redfish-client";

/**
 * A quantity that may be missing. Some services send numbers as text.
 * @throws RedfishError `BAD_ANSWER` naming path and attribute, for what is there and is no quantity
 */
export function quantityOf(
  resource: Pick<RedfishResource, "uri" | "body">,
  ...path: readonly string[]
): number | undefined {
  const value = attribute(resource, ...path);
  if (value === undefined || value === "") return undefined;
  const number = typeof value === "string" && value.trim() !== "" ? Number(value) : value;
  if (typeof number === "number" && Number.isFinite(number) && number >= 0) return number;
  const name = path.join(".");
  throw new RedfishError("BAD_ANSWER", {
    path: resource.uri,
    attribute: name,
    reason: `the attribute ${name} is ${JSON.stringify(value).slice(0, 80)} and no quantity`,
  });
}
