import type { JsonObject, JsonValue } from "@steelyard/interfaces";

export const MASK = "******";

/** Parts of key names that mark a secret. Source: oslo.utils `strutils`, `_SANITIZE_KEYS`; Ironic's SNMP and agent keys. */
const SECRET_PARTS = [
  "password",
  "passphrase",
  "adminpass",
  "admin_pass",
  "new_pass",
  "sys_pswd",
  "token",
  "secret",
  "configdrive",
  "encrypted_key",
  "private_key",
  "sslkey",
  "snmp_auth_key",
  "snmp_priv_key",
  "hex_kg_key",
  "pull_secret",
  "authorization",
] as const;

/** Names that hold such a part and no secret. */
const NOT_SECRET = new Set(["agent_secret_token_pregenerated"]);

const isSecret = (key: string): boolean => {
  const name = key.toLowerCase();
  return !NOT_SECRET.has(name) && SECRET_PARTS.some((part) => name.includes(part));
};

function maskValue(value: JsonValue): JsonValue {
  if (Array.isArray(value)) return value.map(maskValue);
  return typeof value === "object" && value !== null ? maskSecrets(value as JsonObject) : value;
}

/** A copy with secrets replaced by asterisks, at every depth. Empty values stay. */
export function maskSecrets(info: JsonObject): JsonObject {
  return Object.fromEntries(
    Object.entries(info).map(([key, value]) => [
      key,
      isSecret(key) && value !== null && value !== "" ? MASK : maskValue(value),
    ]),
  );
}

/** `instance_info`, with the image's URL hidden too since it may hold a temporary signature. */
export function maskInstanceInfo(info: JsonObject): JsonObject {
  const masked = maskSecrets(info);
  return masked["image_url"] ? { ...masked, image_url: MASK } : masked;
}
