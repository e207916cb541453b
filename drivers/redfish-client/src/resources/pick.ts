import type { CallOptions, RedfishResource } from "../client/call-options.js";
import { RedfishError } from "../errors/redfish-error.js";
import { linksIn, missing } from "./attributes.js";
import { listedMembers } from "./members.js";
import type { ResourceReader } from "./resource-reader.js";
import type { ServiceRoot } from "./service-root.js";

/**
 * The path of the node's system: `systemId` where given (a path, or the last part of one), else the only member of the
 * Systems collection.
 *
 * @remarks Source: reference/redfish.md §1 "System pick"; Ironic driver_info `redfish_system_id`.
 * @throws RedfishError `SYSTEM_NOT_CHOSEN` that lists the members where there is none or more than one
 * @internal
 */
export async function pickSystemUri(
  reader: ResourceReader,
  root: ServiceRoot,
  systemId: string | undefined,
  options: CallOptions,
): Promise<string> {
  const isPath = systemId?.includes("/") === true;
  if (systemId !== undefined && isPath) return systemId.startsWith("/") ? systemId : `/${systemId}`;
  const collection = root.systems ?? missing(root, ["Systems", "@odata.id"]);
  if (systemId !== undefined) return `${collection.replace(/\/+$/, "")}/${encodeURIComponent(systemId)}`;
  const found: string[] = [];
  for await (const member of listedMembers(reader, collection, undefined, options)) found.push(member.uri);
  const [only] = found;
  if (only !== undefined && found.length === 1) return only;
  throw new RedfishError("SYSTEM_NOT_CHOSEN", {
    path: collection,
    reason:
      only === undefined
        ? "the collection is empty"
        : `the collection has ${found.length} members, set systemId to one of ${found.join(", ")}`,
  });
}

/**
 * The managers of a system: `Links.ManagedBy`, else all managers of the service.
 * @remarks Source: reference/redfish.md §1 "Manager pick".
 * @internal
 */
export async function pickManagerUris(
  reader: ResourceReader,
  root: ServiceRoot,
  system: RedfishResource,
  options: CallOptions,
): Promise<readonly string[]> {
  const own = linksIn(system, "Links", "ManagedBy");
  if (own.length > 0 || root.managers === undefined) return own;
  const found: string[] = [];
  for await (const member of listedMembers(reader, root.managers, undefined, options)) found.push(member.uri);
  return found;
}
