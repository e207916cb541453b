import { INTERFACE_TYPES, type InterfaceType, type Node } from "@steelyard/interfaces";
import { type Field, type FieldTable, selfLinks, type View, wireTime } from "../http/field.js";
import { maskInstanceInfo, maskSecrets } from "../http/mask.js";

const column = (name: string): keyof Node =>
  name.replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase()) as keyof Node;

const plain = (name: string, since: number): Field<Node> => {
  const key = column(name);
  return { name, since, read: (node) => node[key], sortKey: key };
};
const json = (name: string, since: number): Field<Node> => {
  const key = column(name);
  return { name, since, read: (node) => node[key] };
};
const time = (name: string, since: number): Field<Node> => {
  const key = column(name);
  return { name, since, read: (node) => wireTime(node[key] as string | null), sortKey: key };
};
const links = (name: string, since: number): Field<Node> => ({
  name,
  since,
  isLink: true,
  read: (node, view) => selfLinks(view.baseUrl, `nodes/${node.uuid}/${name}`),
});

/** Minor version of each `*_interface` field. */
export const INTERFACE_SINCE: Readonly<Record<InterfaceType, number>> = {
  bios: 40,
  boot: 31,
  console: 31,
  deploy: 31,
  firmware: 86,
  inspect: 31,
  management: 31,
  network: 20,
  power: 31,
  raid: 31,
  rescue: 38,
  storage: 33,
  vendor: 31,
};

/** Older clients see `available` as null (before 1.2) and `inspect wait` as `inspecting` (before 1.39). */
function shownProvisionState(node: Node, view: View): string | null {
  if (node.provisionState === "available" && view.minor < 2) return null;
  return node.provisionState === "inspect wait" && view.minor < 39 ? "inspecting" : node.provisionState;
}

/** Fields of a node. Source: Ironic REST API, `VERSIONED_FIELDS` and the API reference, up to 1.115. */
export const NODE_FIELDS: FieldTable<Node> = [
  plain("uuid", 1),
  time("created_at", 1),
  time("updated_at", 1),
  { name: "chassis_uuid", since: 1, read: (node) => node.chassisUuid },
  plain("console_enabled", 1),
  plain("driver", 1),
  { name: "driver_info", since: 1, read: (node) => maskSecrets(node.driverInfo) },
  json("extra", 1),
  { name: "instance_info", since: 1, read: (node) => maskInstanceInfo(node.instanceInfo) },
  plain("instance_uuid", 1),
  plain("last_error", 1),
  { name: "links", since: 1, isLink: true, read: (node, view) => selfLinks(view.baseUrl, `nodes/${node.uuid}`) },
  plain("maintenance", 1),
  plain("maintenance_reason", 1),
  links("ports", 1),
  plain("power_state", 1),
  json("properties", 1),
  { name: "provision_state", since: 1, read: shownProvisionState, sortKey: "provisionState" },
  time("provision_updated_at", 1),
  plain("reservation", 1),
  plain("target_power_state", 1),
  plain("target_provision_state", 1),
  { name: "driver_internal_info", since: 3, read: (node) => maskSecrets(node.driverInternalInfo) },
  plain("name", 5),
  time("inspection_finished_at", 6),
  time("inspection_started_at", 6),
  json("clean_step", 7),
  json("raid_config", 12),
  json("target_raid_config", 12),
  links("states", 14),
  plain("resource_class", 21),
  links("portgroups", 24),
  links("volume", 32),
  { name: "traits", since: 37, read: (node) => [...node.traits] },
  plain("fault", 42),
  json("deploy_step", 44),
  plain("conductor_group", 46),
  plain("automated_clean", 47),
  plain("protected", 48),
  plain("protected_reason", 48),
  { name: "conductor", since: 49, read: (_node, view) => view.conductor ?? null },
  plain("owner", 50),
  plain("description", 51),
  { name: "allocation_uuid", since: 52, read: (node) => node.allocationUuid },
  plain("retired", 61),
  plain("retired_reason", 61),
  plain("lessee", 65),
  json("network_data", 66),
  plain("boot_mode", 75),
  plain("secure_boot", 75),
  plain("shard", 82),
  plain("parent_node", 83),
  json("service_step", 87),
  plain("disable_power_off", 95),
  plain("instance_name", 104),
  plain("health", 109),
  ...INTERFACE_TYPES.map(
    (type): Field<Node> => ({
      name: `${type}_interface`,
      since: INTERFACE_SINCE[type],
      read: (node) => node.interfaces[type],
    }),
  ),
];

/** Fields of a list that did not ask for others. */
export const NODE_BRIEF = ["instance_uuid", "maintenance", "power_state", "provision_state", "uuid", "name"] as const;

/** Minor version of a field by its name. */
export const NODE_FIELD_SINCE: ReadonlyMap<string, number> = new Map(
  NODE_FIELDS.map(({ name, since }) => [name, since]),
);

const STATE_FIELDS = new Set([
  "console_enabled",
  "last_error",
  "power_state",
  "provision_state",
  "target_power_state",
  "target_provision_state",
  "provision_updated_at",
  "raid_config",
  "target_raid_config",
  "boot_mode",
  "secure_boot",
]);

/** What `/states` shows. */
export const NODE_STATE_FIELDS: FieldTable<Node> = NODE_FIELDS.filter(({ name }) => STATE_FIELDS.has(name));
