import { INTERFACE_TYPES, type JsonSchema, type JsonValue } from "@steelyard/interfaces";
import { badRequest } from "../http/api-error.js";
import { isUuidLike, looseBoolean } from "../http/loose-values.js";
import { NETWORK_DATA_SCHEMA } from "./network-data-schema.js";

const text = { type: ["string", "null"], maxLength: 255 };
const object = { type: ["object", "null"] };
const flag = { type: ["string", "boolean", "null"] };
const long = { type: ["string", "null"], maxLength: 65_535 };

/** What a client may write, and whether by create and patch (`both`), or one of them. */
interface Writable {
  readonly name: string;
  readonly schema: JsonSchema;
  readonly by: "both" | "create" | "patch";
  /** Value after removal; default null. */
  readonly removed?: JsonValue;
}

const both = (name: string, schema: JsonSchema, removed?: JsonValue): Writable => ({
  name,
  schema,
  by: "both",
  ...(removed === undefined ? {} : { removed }),
});

/** Source: Ironic `ironic.api.controllers.v1.node`, `node_schema` and `PATCH_ALLOWED_FIELDS`. */
export const WRITABLE_NODE_FIELDS: readonly Writable[] = [
  both("automated_clean", flag),
  { name: "boot_mode", schema: { type: ["string", "null"], enum: ["uefi", "bios", null] }, by: "create" },
  both("chassis_uuid", text),
  both("conductor_group", { type: ["string", "null"], maxLength: 255, pattern: "^[a-zA-Z0-9_.-]*$" }, ""),
  { name: "console_enabled", schema: flag, by: "create", removed: false },
  both("description", { type: ["string", "null"], maxLength: 4096 }),
  both("disable_power_off", flag, false),
  both("driver", { type: "string", minLength: 1, maxLength: 255 }),
  both("driver_info", object, {}),
  both("extra", object, {}),
  both("instance_info", object, {}),
  both("instance_name", { type: ["string", "null"], minLength: 1, maxLength: 255 }),
  both("instance_uuid", text),
  both("lessee", text),
  both("maintenance", flag, false),
  both("name", text),
  both(
    "network_data",
    {
      anyOf: [{ type: "null" }, { type: "object", maxProperties: 0 }, NETWORK_DATA_SCHEMA],
    },
    {},
  ),
  both("owner", text),
  both("parent_node", { type: ["string", "null"], maxLength: 255 }),
  both("properties", object, {}),
  { name: "protected", schema: flag, by: "patch", removed: false },
  { name: "protected_reason", schema: long, by: "patch" },
  both("resource_class", { type: ["string", "null"], maxLength: 80 }),
  both("retired", flag, false),
  both("retired_reason", long),
  { name: "secure_boot", schema: flag, by: "create" },
  both("shard", text),
  { name: "uuid", schema: text, by: "create" },
  ...INTERFACE_TYPES.map((type) => both(`${type}_interface`, text)),
];

const schemaOf = (by: "create" | "patch"): JsonSchema => ({
  type: "object",
  properties: Object.fromEntries(
    WRITABLE_NODE_FIELDS.filter((row) => row.by === "both" || row.by === by).map((row) => [row.name, row.schema]),
  ),
  required: ["driver"],
  additionalProperties: false,
});

export const NODE_CREATE_SCHEMA: JsonSchema = schemaOf("create");
export const NODE_PATCH_SCHEMA: JsonSchema = schemaOf("patch");

/** Attributes a patch may touch. */
export const PATCHABLE_NODE_FIELDS: ReadonlySet<string> = new Set(
  WRITABLE_NODE_FIELDS.filter((row) => row.by !== "create").map((row) => row.name),
);

const FLAGS = new Set(WRITABLE_NODE_FIELDS.filter((row) => row.schema === flag).map((row) => row.name));
const UUIDS = ["uuid", "chassis_uuid", "instance_uuid"] as const;
const DEFAULTS = new Map(WRITABLE_NODE_FIELDS.map((row) => [row.name, row.removed ?? null]));
const NULLABLE_FLAGS = new Set(["automated_clean", "secure_boot"]);

/** Loose booleans become booleans, nulls of fields that have a default become it, UUIDs are checked. @throws ApiError 400 */
export function normaliseNode(values: Readonly<Record<string, JsonValue>>): Record<string, JsonValue> {
  const read: Record<string, JsonValue> = {};
  for (const [name, value] of Object.entries(values)) {
    if (FLAGS.has(name) && value !== null) {
      const isOn = looseBoolean(value);
      if (isOn === undefined) throw badRequest(`Invalid value for '${name}': expected a boolean.`);
      read[name] = isOn;
    } else if (value === null && !NULLABLE_FLAGS.has(name)) read[name] = DEFAULTS.get(name) ?? null;
    else read[name] = value;
  }
  for (const name of UUIDS) {
    const value = read[name];
    if (value !== null && value !== undefined && !isUuidLike(value))
      throw badRequest(`Invalid value for '${name}': expected a UUID.`);
  }
  return read;
}

/** The value of an attribute that was removed. */
export const removedValue = (name: string): JsonValue => DEFAULTS.get(name) ?? null;
