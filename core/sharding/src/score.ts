import { createHash } from "node:crypto";

/** Keys kept; a member or a node seen again costs no SHA-256. */
const KEPT = 65_536;

const keys = new Map<string, readonly [number, number]>();

/**
 * How much a member wants a node: a number below 2^53, the same in every process.
 *
 * @remarks
 * Each name is digested once with SHA-256; a pair of digests is combined by a 32-bit finaliser on both halves (the one of
 * MurmurHash3), which scatters the combinations as evenly without a digest per pair.
 */
export function scoreOf(hostname: string, uuid: string): number {
  const [memberHigh, memberLow] = keyOf(`member:${hostname}`);
  const [nodeHigh, nodeLow] = keyOf(`node:${uuid}`);
  const high = scatter(memberHigh ^ scatter(nodeHigh));
  const low = scatter(memberLow ^ scatter(nodeLow ^ high));
  return (high >>> 11) * 2 ** 32 + low;
}

function keyOf(name: string): readonly [number, number] {
  const known = keys.get(name);
  if (known !== undefined) return known;
  const digest = createHash("sha256").update(name).digest();
  const key = [digest.readUInt32BE(0), digest.readUInt32BE(4)] as const;
  if (keys.size >= KEPT) for (const old of keys.keys()) if (keys.delete(old) && keys.size < KEPT / 2) break;
  keys.set(name, key);
  return key;
}

function scatter(value: number): number {
  let mixed = value;
  mixed = Math.imul(mixed ^ (mixed >>> 16), 0x85ebca6b);
  mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35);
  return (mixed ^ (mixed >>> 16)) >>> 0;
}
