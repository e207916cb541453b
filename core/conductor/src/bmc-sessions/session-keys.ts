import { hkdfSync, randomBytes } from "node:crypto";
import type { SettingStore } from "@steelyard/runtime-interfaces";

/** Setting that holds the secret all conductors of a database share: 32 random bytes in base64. */
const CLUSTER_SECRET = "cluster_secret";
const KEY_BYTES = 32;

/** Keys that every conductor of a database derives alike. */
export interface SessionKeys {
  /** Encrypts sessions. */
  readonly sealing: Uint8Array;
  /** Tells passwords apart. */
  readonly passwords: Uint8Array;
}

/**
 * Derives the keys from the cluster secret, which the first to ask makes.
 *
 * @remarks HKDF-SHA256, RFC 5869; the labels keep each key to its use.
 */
export async function sessionKeys(settings: SettingStore): Promise<SessionKeys> {
  const made = randomBytes(KEY_BYTES).toString("base64");
  const stored = (await settings.get(CLUSTER_SECRET)) ?? (await settings.putIfAbsent(CLUSTER_SECRET, made));
  const secret = Buffer.from(stored, "base64");
  if (secret.length < KEY_BYTES) throw new Error(`the setting ${CLUSTER_SECRET} does not hold ${KEY_BYTES} bytes`);
  const derive = (label: string) => new Uint8Array(hkdfSync("sha256", secret, "", label, KEY_BYTES));
  return {
    sealing: derive("steelyard/bmc-sessions/sealing/1"),
    passwords: derive("steelyard/bmc-sessions/passwords/1"),
  };
}
