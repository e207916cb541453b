import { deflateRawSync } from "node:zlib";

/** A cluster of a made-up image. */
export type MadeCluster =
  | { readonly kind: "data" | "compressed"; readonly data: Buffer }
  | { readonly kind: "zero" | "absent" };

export interface MadeImage {
  readonly version?: 2 | 3;
  readonly clusterBits?: number;
  readonly virtualSize: number;
  readonly clusters: readonly MadeCluster[];
  /** Changes the header at the end. */
  readonly header?: (header: Buffer) => void;
}

const COPIED = 1n << 63n;
const COMPRESSED = 1n << 62n;

/** Lays out a QCOW2 file with one L2 table. Source: QEMU `docs/interop/qcow2.rst`. Reference counts are left out. */
export function makeQcow2({ version = 3, clusterBits = 12, virtualSize, clusters, header: change }: MadeImage): Buffer {
  const size = 2 ** clusterBits;
  const header = Buffer.alloc(size);
  header.writeUInt32BE(0x5146_49fb, 0);
  header.writeUInt32BE(version, 4);
  header.writeUInt32BE(clusterBits, 20);
  header.writeBigUInt64BE(BigInt(virtualSize), 24);
  header.writeUInt32BE(Math.max(Math.ceil(virtualSize / (size * (size / 8))), 1), 36);
  header.writeBigUInt64BE(BigInt(size), 40);
  if (version === 3) header.writeUInt32BE(104, 100);
  const l1 = Buffer.alloc(size);
  l1.writeBigUInt64BE(BigInt(2 * size) | COPIED, 0);
  const l2 = Buffer.alloc(size);
  const parts: Buffer[] = [];
  let at = 3 * size;
  for (const [index, cluster] of clusters.entries()) {
    if (cluster.kind === "absent") continue;
    let entry = 1n;
    if (cluster.kind === "data") {
      entry = BigInt(at) | COPIED;
      parts.push(cluster.data);
      at += cluster.data.length;
    } else if (cluster.kind === "compressed") {
      const packed = deflateRawSync(cluster.data, { windowBits: 12 });
      const sectors = Math.ceil(((at % 512) + packed.length) / 512) - 1;
      entry = COMPRESSED | (BigInt(sectors) << BigInt(62 - (clusterBits - 8))) | BigInt(at);
      const padding = Buffer.alloc(Math.ceil(packed.length / size) * size - packed.length);
      parts.push(packed, padding);
      at += packed.length + padding.length;
    }
    l2.writeBigUInt64BE(entry, index * 8);
  }
  change?.(header);
  return Buffer.concat([header, l1, l2, ...parts]);
}
