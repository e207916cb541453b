import { createHash } from "node:crypto";
import { gzipSync } from "node:zlib";
import { configDriveIso, readAll } from "@steelyard/iso9660";
import { afterEach, beforeEach, expect, test } from "vitest";
import { simulatedDiskImage } from "../artifacts/disk-image.js";
import { readGpt } from "../disk/gpt.js";
import { fileSystemLabel } from "./disk/file-system-label.js";
import { GIB, SimulatedRig } from "./simulated-rig.test.support.js";

const MIB = 1024 * 1024;
const SECTORS = (8 * GIB) / 512;
const gptImage = Buffer.from(await simulatedDiskImage("x86_64", "linux", 16 * MIB));
const drive = Buffer.from(
  await readAll(configDriveIso({ metaData: { uuid: "4f1c", name: "node-1" } }), AbortSignal.timeout(10_000)),
);
const packed = gzipSync(drive).toString("base64");
let rig: SimulatedRig;

beforeEach(async () => {
  rig = await SimulatedRig.open();
});
afterEach(() => rig.close());

/** A disk with a boot record of `count` partitions of 1 MiB. */
function mbrImage(count: number): Buffer {
  const image = Buffer.alloc(16 * MIB);
  for (let index = 0; index < count; index += 1) {
    image.writeUInt8(0x83, 446 + index * 16 + 4);
    image.writeUInt32LE(2048 * (index + 1), 446 + index * 16 + 8);
    image.writeUInt32LE(2048, 446 + index * 16 + 12);
  }
  image.writeUInt32LE(0x1234_5678, 440);
  image.writeUInt16LE(0xaa55, 510);
  return image;
}

async function write(image: Buffer, configdrive: string) {
  rig.api.files.set("/disk.img", image);
  const image_info = {
    id: "disk.img",
    urls: [`${rig.api.url}/disk.img`],
    disk_format: "raw",
    stream_raw_images: true,
    os_hash_algo: "sha256",
    os_hash_value: createHash("sha256").update(image).digest("hex"),
  };
  const agent = rig.caller(await rig.api.heartbeat());
  const step = { interface: "deploy", step: "write_image", args: { image_info, configdrive } };
  return agent.run("deploy.execute_deploy_step", { step, node: rig.api.node, ports: [] });
}

const disk = () => ({
  sizeBytes: 8 * GIB,
  read: (offset: number, length: number) => rig.disk(0, offset, length),
  write: () => Promise.reject(new Error("read only")),
  discard: () => Promise.reject(new Error("read only")),
  settle: async () => undefined,
  close: async () => undefined,
});

async function labelled(): Promise<{ first: number; last: number }> {
  const gpt = readGpt(await rig.disk(0, 0, 34 * 512), SECTORS);
  for (const partition of gpt?.partitions ?? [])
    if ((await fileSystemLabel(disk(), partition.first)) === "config-2") return partition;
  throw new Error("no partition is labelled config-2");
}

test.each([
  { title: "base64 of its gzip", serve: () => undefined, given: () => packed },
  { title: "an address of that", serve: () => Buffer.from(packed), given: () => `${rig.api.url}/drive` },
  { title: "an address of the image", serve: () => drive, given: () => `${rig.api.url}/drive` },
])("a config drive given as $title is a partition of 64 MiB at the end of the disk", async ({ serve, given }) => {
  await rig.boot();
  const served = serve();
  if (served !== undefined) rig.api.files.set("/drive", served);
  expect(await write(gptImage, given())).toMatchObject({ command_status: "SUCCEEDED" });
  const { first, last } = await labelled();
  expect(last).toBe(SECTORS - 34);
  expect(first % 2048).toBe(0);
  expect((last - first + 1) * 512).toBeGreaterThanOrEqual(64 * MIB);
  expect((last - first + 1) * 512).toBeLessThan(66 * MIB);
  expect((await rig.disk(0, first * 512, drive.length)).equals(drive)).toBe(true);
  expect(rig.effects("config-drive").map(({ facts }) => facts)).toEqual([
    expect.objectContaining({ step: "deploy.write_image", device: "/dev/sda", partition: 3, bytes: drive.length }),
  ]);
  expect(JSON.stringify(rig.journal.entries)).not.toContain(packed);
});

test("a partition that is labelled so already takes it", async () => {
  await rig.boot();
  const image = Buffer.from(gptImage);
  const root = readGpt(image.subarray(0, 34 * 512), 0)?.partitions[1];
  const start = (root?.first ?? 0) * 512;
  drive.copy(image, start);
  image.write("old", start);
  expect(await write(image, packed)).toMatchObject({ command_status: "SUCCEEDED" });
  expect((await labelled()).first).toBe(root?.first);
  expect((await rig.disk(0, start, drive.length)).equals(drive)).toBe(true);
});

test("in a boot record it takes a free entry", async () => {
  await rig.boot();
  const result = await write(mbrImage(3), packed);
  expect(result).toMatchObject({
    command_status: "SUCCEEDED",
    command_result: { deploy_result: { result: expect.stringContaining("root_uuid=0x12345678") } },
  });
  const mbr = await rig.disk(0, 0, 512);
  const entry = mbr.subarray(446 + 3 * 16);
  expect(entry.readUInt8(4)).toBe(0x0c);
  const first = entry.readUInt32LE(8);
  expect(first + entry.readUInt32LE(12)).toBe(SECTORS);
  expect(await fileSystemLabel(disk(), first)).toBe("config-2");
});

test.each([
  {
    title: "no free entry in the boot record",
    image: mbrImage(4),
    given: packed,
    says: "already has 4 primary partitions",
  },
  { title: "no base64", image: gptImage, given: "%%%", says: "not base64 encoded" },
  { title: "no gzip", image: gptImage, given: Buffer.from("abc").toString("base64"), says: "while decompressing" },
  {
    title: "more than 64 MiB",
    image: gptImage,
    given: gzipSync(Buffer.alloc(65 * MIB)).toString("base64"),
    says: "exceeds maximum limit of 64MiB",
  },
  { title: "an address that has nothing", image: gptImage, given: "/nothing", says: "Got status code 404" },
])("fails with $title", async ({ image, given, says }) => {
  await rig.boot();
  const result = await write(image, given.startsWith("/") ? `${rig.api.url}${given}` : given);
  expect(result).toMatchObject({
    command_status: "FAILED",
    command_error: { type: "DeploymentError", details: expect.stringContaining(says) },
  });
  expect(rig.effects("config-drive")).toEqual([]);
});
