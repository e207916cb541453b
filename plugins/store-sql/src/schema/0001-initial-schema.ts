import type { Knex } from "knex";
import type { Scope } from "../database/scope.js";

const INTERFACES = [
  "bios",
  "boot",
  "console",
  "deploy",
  "firmware",
  "inspect",
  "management",
  "network",
  "power",
  "raid",
  "rescue",
  "storage",
  "vendor",
];

/** Nodes, what hangs on them, conductors and their work. */
export async function initialSchema(scope: Scope): Promise<void> {
  const { db } = scope;
  const make = tableMaker(scope);
  await make("chassis", {
    uuid: "text!",
    description: "text",
    extra: "json!",
    created_at: "time!",
    updated_at: "time",
  });
  await make("nodes", {
    uuid: "text!",
    version: "int!",
    name: "text",
    driver: "text!",
    driver_info: "json!",
    driver_internal_info: "json!",
    instance_info: "json!",
    instance_uuid: "text",
    instance_name: "text",
    properties: "json!",
    extra: "json!",
    ...Object.fromEntries(INTERFACES.map((type) => [`${type}_interface`, "text"])),
    provision_state: "text!",
    target_provision_state: "text",
    provision_updated_at: "time",
    power_state: "text",
    target_power_state: "text",
    last_error: "text",
    maintenance: "bool!",
    maintenance_reason: "text",
    fault: "text",
    protected: "bool!",
    protected_reason: "text",
    retired: "bool!",
    retired_reason: "text",
    automated_clean: "bool",
    disable_power_off: "bool!",
    console_enabled: "bool!",
    clean_step: "json!",
    deploy_step: "json!",
    service_step: "json!",
    raid_config: "json!",
    target_raid_config: "json!",
    boot_mode: "text",
    secure_boot: "bool",
    resource_class: "text",
    owner: "text",
    lessee: "text",
    shard: "text",
    parent_node: "text",
    conductor_group: "text!",
    description: "text",
    network_data: "json!",
    health: "text",
    chassis_uuid: "text",
    allocation_uuid: "text",
    reservation: "text",
    reservation_epoch: "int",
    reservation_token: "text",
    reservation_action: "int",
    inspection_started_at: "time",
    inspection_finished_at: "time",
    created_at: "time!",
    updated_at: "time",
  });
  await make("ports", {
    uuid: "text!",
    version: "int!",
    address: "text!",
    node_uuid: "text!",
    name: "text",
    extra: "json!",
    internal_info: "json!",
    local_link_connection: "json!",
    pxe_enabled: "bool!",
    portgroup_uuid: "text",
    physical_network: "text",
    is_smartnic: "bool!",
    description: "text",
    vendor: "text",
    category: "text",
    available_for_dynamic_portgroup: "bool!",
    created_at: "time!",
    updated_at: "time",
  });
  await make("portgroups", {
    uuid: "text!",
    version: "int!",
    node_uuid: "text!",
    name: "text",
    address: "text",
    mode: "text",
    properties: "json!",
    extra: "json!",
    internal_info: "json!",
    standalone_ports_supported: "bool!",
    physical_network: "text",
    category: "text",
    dynamic_portgroup: "bool!",
    created_at: "time!",
    updated_at: "time",
  });
  await make("node_traits", { node_uuid: "text!", trait: "text!" });
  await make("conductors", {
    hostname: "text!",
    conductor_group: "text!",
    shards: "json!",
    hardware_types: "json!",
    address: "text",
    public_key: "text",
    epoch: "int!",
    is_draining: "bool!",
    lease_until: "time!",
    created_at: "time!",
    updated_at: "time!",
  });
  await make("actions", {
    uuid: "text!",
    node_uuid: "text!",
    call: "text!",
    args: "json!",
    state: "text!",
    wait_for: "text",
    start_after: "time!",
    deadline_at: "time",
    due_at: "time",
    attempts: "int!",
    claimed_by: "text",
    claim_epoch: "int",
    holds_node: "bool!",
    cursor: "json!",
    events: "json!",
    last_error: "text",
    request_id: "text",
    created_at: "time!",
    updated_at: "time!",
    finished_at: "time",
  });
  await make("step_runs", {
    uuid: "text!",
    action_uuid: "text!",
    node_uuid: "text!",
    position: "int!",
    phase: "text!",
    interface: "text!",
    step: "text!",
    repeat: "text!",
    args: "json!",
    state: "text!",
    attempt: "int!",
    conductor: "text!",
    checkpoint: "json",
    error: "text",
    started_at: "time!",
    ended_at: "time",
  });
  await make("node_history", {
    uuid: "text!",
    node_uuid: "text!",
    severity: "text!",
    event_type: "text!",
    event: "text!",
    conductor: "text",
    user: "text",
    project: "text",
    state: "text",
    target_provision_state: "text",
    duration_seconds: "real",
    created_at: "time!",
  });
  await make("bios_settings", {
    node_uuid: "text!",
    name: "text!",
    setting: "json!",
    created_at: "time!",
    updated_at: "time",
  });
  await make("firmware_components", {
    node_uuid: "text!",
    component: "text!",
    current_version: "text",
    initial_version: "text",
    last_version_flashed: "text",
    created_at: "time!",
    updated_at: "time",
  });
  await make("inspection_data", { node_uuid: "text!", inventory: "json!", plugin_data: "json!" });
  await make("machine_files", {
    file_id: "text!",
    node_uuid: "text!",
    name: "text!",
    description: "json!",
    created_at: "time!",
  });
  await make("boot_scripts", { mac_address: "text!", file_id: "text!" });
  await make("settings", { name: "text!", value: "text!" });

  for (const [table, column] of UNIQUE) await db.raw(`create unique index ${table}__${column} on ${table} (${column})`);
  for (const [name, definition] of INDEXES)
    await db.raw(
      `create ${definition.startsWith("unique ") ? "unique " : ""}index ${name} on ${definition.replace("unique ", "")}`,
    );
}

const UNIQUE: readonly (readonly [table: string, column: string])[] = [
  ["chassis", "uuid"],
  ["nodes", "uuid"],
  ["nodes", "name"],
  ["nodes", "instance_uuid"],
  ["ports", "uuid"],
  ["ports", "address"],
  ["ports", "name"],
  ["portgroups", "uuid"],
  ["portgroups", "name"],
  ["portgroups", "address"],
  ["conductors", "hostname"],
  ["actions", "uuid"],
  ["step_runs", "uuid"],
  ["node_history", "uuid"],
  ["machine_files", "file_id"],
  ["inspection_data", "node_uuid"],
  ["settings", "name"],
];

const INDEXES: readonly (readonly [name: string, definition: string])[] = [
  ["nodes_provision_state", "nodes (provision_state)"],
  ["nodes_shard", "nodes (shard)"],
  ["nodes_fault", "nodes (fault)"],
  ["nodes_parent", "nodes (parent_node)"],
  ["ports_node", "ports (node_uuid)"],
  ["ports_portgroup", "ports (portgroup_uuid)"],
  ["portgroups_node", "portgroups (node_uuid)"],
  ["node_traits_row", "unique node_traits (node_uuid, trait)"],
  ["actions_current", "unique actions (node_uuid) where state in ('ready', 'waiting')"],
  ["actions_due", "actions (due_at, id) where state in ('ready', 'waiting')"],
  ["actions_node", "actions (node_uuid, id)"],
  ["step_runs_position", "unique step_runs (action_uuid, position)"],
  ["step_runs_node", "step_runs (node_uuid, id)"],
  ["node_history_node", "node_history (node_uuid, id)"],
  ["bios_settings_row", "unique bios_settings (node_uuid, name)"],
  ["firmware_components_row", "unique firmware_components (node_uuid, component)"],
  ["machine_files_row", "unique machine_files (node_uuid, name)"],
  ["boot_scripts_row", "unique boot_scripts (file_id, mac_address)"],
  ["boot_scripts_mac", "boot_scripts (mac_address)"],
];

/** Makes tables of columns given as `kind` (nullable) or `kind!`; every table has a numeric `id`. */
function tableMaker({ db, dialect }: Scope) {
  const types = {
    sqlite: { text: "text", int: "integer", real: "real", bool: "integer", json: "text", time: "integer" },
    postgresql: {
      text: 'text collate "C"',
      int: "bigint",
      real: "double precision",
      bool: "boolean",
      json: "jsonb",
      time: "bigint",
    },
  } as const;
  return async (name: string, kinds: Readonly<Record<string, string>>): Promise<void> => {
    await (db as Knex).schema.createTable(name, (table) => {
      table.bigIncrements("id");
      for (const [column, kind] of Object.entries(kinds)) {
        const type = types[dialect][kind.replace("!", "") as keyof (typeof types)["sqlite"]];
        const made = table.specificType(column, type);
        if (kind.endsWith("!")) made.notNullable();
      }
    });
  };
}
