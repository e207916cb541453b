import { INTERFACE_TYPES, type JsonObject, type JsonValue, type Node, type Port } from "@steelyard/interfaces";

const MASK = "******";

/** Parts of key names that mark a secret. Source: oslo.utils `strutils`, `_SANITIZE_KEYS`. */
const SECRET =
  /passw|passphrase|admin_?pass|new_pass|sys_pswd|token|secret|encrypted_key|private_key|sslkey|hex_kg_key|authorization/i;

/** Columns the agent may read, by Ironic's names. Source: Ironic `ironic.objects.node.Node.fields`. */
const NODE_FIELDS = {
  uuid: "uuid",
  name: "name",
  instance_uuid: "instanceUuid",
  instance_name: "instanceName",
  driver: "driver",
  properties: "properties",
  extra: "extra",
  clean_step: "cleanStep",
  deploy_step: "deployStep",
  service_step: "serviceStep",
  raid_config: "raidConfig",
  target_raid_config: "targetRaidConfig",
  reservation: "reservation",
  conductor_group: "conductorGroup",
  power_state: "powerState",
  target_power_state: "targetPowerState",
  provision_state: "provisionState",
  provision_updated_at: "provisionUpdatedAt",
  target_provision_state: "targetProvisionState",
  maintenance: "maintenance",
  maintenance_reason: "maintenanceReason",
  fault: "fault",
  console_enabled: "consoleEnabled",
  last_error: "lastError",
  resource_class: "resourceClass",
  inspection_finished_at: "inspectionFinishedAt",
  inspection_started_at: "inspectionStartedAt",
  automated_clean: "automatedClean",
  protected: "protected",
  protected_reason: "protectedReason",
  owner: "owner",
  lessee: "lessee",
  description: "description",
  retired: "retired",
  retired_reason: "retiredReason",
  network_data: "networkData",
  boot_mode: "bootMode",
  secure_boot: "secureBoot",
  shard: "shard",
  parent_node: "parentNode",
  disable_power_off: "disablePowerOff",
  health: "health",
  created_at: "createdAt",
  updated_at: "updatedAt",
} as const satisfies Readonly<Record<string, keyof Node>>;

/** Source: Ironic `ironic.objects.port.Port.fields`. */
const PORT_FIELDS = {
  uuid: "uuid",
  node_uuid: "nodeUuid",
  address: "address",
  extra: "extra",
  local_link_connection: "localLinkConnection",
  pxe_enabled: "pxeEnabled",
  internal_info: "internalInfo",
  physical_network: "physicalNetwork",
  is_smartnic: "isSmartnic",
  name: "name",
  description: "description",
  vendor: "vendor",
  category: "category",
  available_for_dynamic_portgroup: "availableForDynamicPortgroup",
  created_at: "createdAt",
  updated_at: "updatedAt",
} as const satisfies Readonly<Record<string, keyof Port>>;

/**
 * The node as the agent gets it: secrets are replaced; the config drive too, unless the step may need it.
 *
 * @remarks Source: Ironic `ironic.objects.node.Node.as_dict(secure=True, mask_configdrive=…)`.
 */
export function nodeObject(node: Node, options: { readonly keepsConfigDrive: boolean }): JsonObject {
  const { configdrive, ...instanceInfo } = node.instanceInfo;
  return {
    ...picked(NODE_FIELDS, node),
    ...Object.fromEntries(INTERFACE_TYPES.map((type) => [`${type}_interface`, node.interfaces[type]])),
    traits: node.traits,
    driver_info: masked(node.driverInfo),
    driver_internal_info: masked(node.driverInternalInfo),
    instance_info: {
      ...masked(instanceInfo),
      ...(configdrive === undefined ? {} : { configdrive: options.keepsConfigDrive ? configdrive : MASK }),
    },
  };
}

/** A port as the agent gets it. */
export function portObject(port: Port): JsonObject {
  return picked(PORT_FIELDS, port);
}

function picked<T>(fields: Readonly<Record<string, keyof T>>, from: T): JsonObject {
  return Object.fromEntries(Object.entries(fields).map(([name, key]) => [name, from[key] as JsonValue]));
}

function masked(info: JsonObject): JsonObject {
  return Object.fromEntries(
    Object.entries(info).map(([key, value]) => [key, SECRET.test(key) ? MASK : maskedValue(value)]),
  );
}

function maskedValue(value: JsonValue): JsonValue {
  if (Array.isArray(value)) return (value as readonly JsonValue[]).map(maskedValue);
  return typeof value === "object" && value !== null ? masked(value as JsonObject) : value;
}
