import { randomBytes } from "node:crypto";
import { expect, test } from "vitest";
import { bufferReader } from "./buffer-reader.test.support.js";
import { Qcow2Image, Qcow2Problem } from "./qcow2.js";
import { type MadeImage, makeQcow2 } from "./qcow2-maker.test.support.js";

const CLUSTER = 4096;
const random = randomBytes(CLUSTER);
const text = Buffer.alloc(CLUSTER, "steelyard ");

async function content(image: MadeImage): Promise<Buffer> {
  const opened = await Qcow2Image.open(bufferReader(makeQcow2(image)));
  const disk = Buffer.alloc(opened.virtualSize);
  for await (const { offset, data } of opened.clusters()) data.copy(disk, offset);
  return disk;
}

test.each([2, 3] as const)("reads plain, compressed and absent clusters of version %i", async (version) => {
  const disk = await content({
    version,
    virtualSize: 5 * CLUSTER,
    clusters: [
      { kind: "data", data: random },
      { kind: "absent" },
      { kind: "compressed", data: text },
      { kind: "absent" },
      { kind: "data", data: text },
    ],
  });
  const zeros = Buffer.alloc(CLUSTER);
  expect(disk.equals(Buffer.concat([random, zeros, text, zeros, text]))).toBe(true);
});

test("a zero cluster is not read from the file", async () => {
  const image = makeQcow2({ virtualSize: 2 * CLUSTER, clusters: [{ kind: "zero" }, { kind: "data", data: text }] });
  const opened = await Qcow2Image.open(bufferReader(image));
  const found = [];
  for await (const { offset } of opened.clusters()) found.push(offset);
  expect(found).toEqual([CLUSTER]);
});

test("ends where the disk ends, in the middle of a cluster", async () => {
  const disk = await content({
    virtualSize: CLUSTER + 512,
    clusters: [{ kind: "absent" }, { kind: "data", data: text }],
  });
  expect(disk.subarray(CLUSTER).equals(text.subarray(0, 512))).toBe(true);
});

const damaged = (header: (header: Buffer) => void): MadeImage => ({
  virtualSize: CLUSTER,
  clusters: [{ kind: "data", data: text }],
  header,
});

test.each([
  { problem: "a backing file", image: damaged((header) => header.writeBigUInt64BE(512n, 8)) },
  { problem: "encrypted", image: damaged((header) => header.writeUInt32BE(1, 32)) },
  { problem: "external data file", image: damaged((header) => header.writeBigUInt64BE(4n, 72)) },
  { problem: "marked as corrupt", image: damaged((header) => header.writeBigUInt64BE(2n, 72)) },
  { problem: "features that are not known", image: damaged((header) => header.writeBigUInt64BE(16n, 72)) },
  {
    problem: "compression is not zlib",
    image: damaged((header) => {
      header.writeBigUInt64BE(8n, 72);
      header.writeUInt8(1, 104);
    }),
  },
  { problem: "version 4", image: damaged((header) => header.writeUInt32BE(4, 4)) },
  { problem: "clusters of 2^30 bytes", image: damaged((header) => header.writeUInt32BE(30, 20)) },
  { problem: "L1 table has a wrong size", image: damaged((header) => header.writeUInt32BE(0, 36)) },
  { problem: "L1 table is outside of the file", image: damaged((header) => header.writeBigUInt64BE(1n << 40n, 40)) },
])("refuses an image with: $problem", async ({ problem, image }) => {
  await expect(content(image)).rejects.toThrow(problem);
  await expect(content(image)).rejects.toBeInstanceOf(Qcow2Problem);
});

test("refuses a compressed cluster that is damaged", async () => {
  const image = makeQcow2({ virtualSize: CLUSTER, clusters: [{ kind: "compressed", data: random }] });
  image.fill(0xff, 3 * CLUSTER, 3 * CLUSTER + 64);
  const opened = await Qcow2Image.open(bufferReader(image));
  await expect(opened.clusters().next()).rejects.toThrow("a compressed cluster is damaged");
});
