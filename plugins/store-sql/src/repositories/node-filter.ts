import type { NodeFilter } from "@steelyard/runtime-interfaces";
import type { Knex } from "knex";
import type { Scope } from "../database/scope.js";

/** Adds the conditions of a filter. */
export function filterNodes({ dialect }: Scope, filter: NodeFilter) {
  return (query: Knex.QueryBuilder): Knex.QueryBuilder => {
    const flag = (value: boolean) => (dialect === "sqlite" ? Number(value) : value);
    const equal = (column: string, value: string | undefined) => {
      if (value !== undefined) query.where(`nodes.${column}`, value);
    };
    const among = (column: string, values: readonly string[] | undefined) => {
      if (values !== undefined) query.whereIn(`nodes.${column}`, values as string[]);
    };
    const present = (column: string, isPresent: boolean | undefined) => {
      if (isPresent === true) query.whereNotNull(`nodes.${column}`);
      if (isPresent === false) query.whereNull(`nodes.${column}`);
    };
    among("uuid", filter.uuids);
    equal("instance_uuid", filter.instanceUuid);
    equal("instance_name", filter.instanceName);
    present("instance_uuid", filter.associated);
    if (filter.maintenance !== undefined) query.where("nodes.maintenance", flag(filter.maintenance));
    equal("fault", filter.fault);
    if (filter.retired !== undefined) query.where("nodes.retired", flag(filter.retired));
    among("provision_state", filter.provisionStates);
    equal("power_state", filter.powerState);
    among("driver", filter.drivers);
    equal("resource_class", filter.resourceClass);
    if (filter.conductorGroups !== undefined) {
      const groups = filter.conductorGroups.map((group) => group.toLowerCase());
      query.whereRaw(`lower(nodes.conductor_group) in (${groups.map(() => "?").join(", ") || "null"})`, groups);
    }
    equal("chassis_uuid", filter.chassisUuid);
    equal("owner", filter.owner);
    equal("lessee", filter.lessee);
    const { project } = filter;
    if (project !== undefined) query.where((q) => q.where("nodes.owner", project).orWhere("nodes.lessee", project));
    among("shard", filter.shards);
    present("shard", filter.sharded);
    if (filter.parentNode === null) query.whereNull("nodes.parent_node");
    else equal("parent_node", filter.parentNode);
    if (filter.descriptionContains !== undefined)
      query.whereRaw("lower(nodes.description) like ? escape '\\'", [likePart(filter.descriptionContains)]);
    present("reservation", filter.reserved);
    among("reservation", filter.reservedBy);
    return query;
  };
}

/** A LIKE pattern that finds `part` anywhere, case ignored. */
export function likePart(part: string): string {
  return `%${part.toLowerCase().replace(/[\\%_]/g, "\\$&")}%`;
}
