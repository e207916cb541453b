import { AgentError } from "../agent-error.js";
import type { HardwareDisk } from "../hardware/hardware-port.js";
import { isJsonObject, type JsonObject, objectOr } from "../json.js";
import { disksMatching } from "./device-hints.js";

const LEAST = 4 * 1024 ** 3;

/** The smallest disk of at least 4 GiB; of equal ones the first by name. Source: ironic-python-agent, `guess_root_disk`. */
export function guessRootDisk(disks: readonly HardwareDisk[]): HardwareDisk | undefined {
  return disks
    .filter(({ sizeBytes }) => sizeBytes >= LEAST)
    .toSorted((one, other) => one.sizeBytes - other.sizeBytes || (one.name < other.name ? -1 : 1))[0];
}

/** Disks without those the node's `skip_block_devices` names. */
export function disksToUse(disks: readonly HardwareDisk[], node: JsonObject): readonly HardwareDisk[] {
  const skipped = objectOr(node["properties"])["skip_block_devices"];
  if (!Array.isArray(skipped)) return disks;
  const hints = skipped.filter(isJsonObject).filter((hint) => !("volume_name" in hint));
  const names = new Set(hints.flatMap((hint) => disksMatching(disks, hint).map(({ name }) => name)));
  return disks.filter(({ name }) => !names.has(name));
}

/**
 * The disk an image is written to: the first that the node's root device hints fit, without hints the smallest that suffices.
 *
 * @remarks Source: ironic-python-agent `hardware.py`, `get_os_install_device`.
 * @param node - as the look-up or the last command gave it
 * @throws AgentError `DeviceNotFound`
 */
export function rootDevice(disks: readonly HardwareDisk[], node: JsonObject): HardwareDisk {
  const candidates = disksToUse(disks, node);
  const given = objectOr(node["instance_info"])["root_device"] ?? objectOr(node["properties"])["root_device"];
  const hints = objectOr(given);
  if (Object.keys(hints).length === 0) {
    const found = guessRootDisk(candidates);
    if (found !== undefined) return found;
    throw new AgentError(
      "DeviceNotFound",
      `No suitable device was found for deployment - root device hints were not provided and all found block devices are smaller than ${LEAST}B.`,
    );
  }
  const [found] = disksMatching(candidates, hints);
  if (found !== undefined) return found;
  throw new AgentError(
    "DeviceNotFound",
    `No suitable device was found for deployment using these hints ${JSON.stringify(hints)}`,
  );
}
