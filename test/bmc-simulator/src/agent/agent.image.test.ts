import { createHash } from "node:crypto";
import { readdir, writeFile } from "node:fs/promises";
import type { ServerResponse } from "node:http";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { simulatedDiskImage } from "../artifacts/disk-image.js";
import { readGpt, readGuid } from "../disk/gpt.js";
import { makeQcow2 } from "./image/qcow2-maker.test.support.js";
import { GIB, SimulatedRig } from "./simulated-rig.test.support.js";
import { until } from "./until.test.support.js";

const MIB = 1024 * 1024;
const image = Buffer.from(await simulatedDiskImage("x86_64", "linux", 16 * MIB));
const sum = (bytes: Buffer, algorithm = "sha256"): string => createHash(algorithm).update(bytes).digest("hex");
const FAST = { timing: { downloadRetryMs: 1 } };
let rig: SimulatedRig;

beforeEach(async () => {
  rig = await SimulatedRig.open();
  rig.api.files.set("/disk.img", image);
});
afterEach(() => rig.close());

const info = (more: Record<string, unknown> = {}) => ({
  id: "disk.img",
  urls: [`${rig.api.url}/disk.img`],
  disk_format: "raw",
  stream_raw_images: true,
  os_hash_algo: "sha256",
  os_hash_value: sum(image),
  ...more,
});
const isBlank = async (): Promise<boolean> => (await rig.disk(0, 0, MIB)).every((byte) => byte === 0);
const downloads = () => rig.api.requests.filter(({ url }) => url.pathname === "/disk.img").length;

/** Apart from the header that names the second table, which moves to the end of a larger disk. */
async function mustHoldImage(): Promise<void> {
  const found = await rig.disk(0, 0, image.length);
  expect(found.subarray(0, 512).equals(image.subarray(0, 512))).toBe(true);
  expect(found.subarray(1024).equals(image.subarray(1024))).toBe(true);
}

describe("a raw image", () => {
  test.each([
    { title: "while it comes", streams: true },
    { title: "after it came", streams: false },
  ])("is written $title, over what the disk held", async ({ streams }) => {
    await writeFile(rig.machine.disks[0]?.path as string, Buffer.alloc(20 * MIB, "o"), { flag: "r+" });
    const agent = await rig.agent();
    const result = await agent.run("standby.prepare_image", { image_info: info({ stream_raw_images: streams }) });
    expect(result).toMatchObject({
      command_name: "prepare_image",
      command_status: "SUCCEEDED",
      command_result: { result: "prepare_image: image (disk.img) written to device /dev/sda root_uuid=0x00000000" },
    });
    await mustHoldImage();
    expect(await rig.disk(0, 16 * MIB, 3)).toEqual(Buffer.from("ooo"));
    expect(await agent.run("standby.get_partition_uuids")).toMatchObject({
      command_result: { "root uuid": "0x00000000" },
    });
    expect(rig.effects("disk-write")).toHaveLength(1);
    expect(rig.effects("disk-written")[0]?.facts).toMatchObject({ device: "/dev/sda", bytes: image.length });
  });

  test("has its second partition table at the end of the disk afterwards, and both are whole", async () => {
    const agent = await rig.agent();
    await agent.run("standby.prepare_image", { image_info: info() });
    const sectors = (8 * GIB) / 512;
    const head = await rig.disk(0, 0, 34 * 512);
    const written = readGpt(head, sectors);
    expect(written?.partitions).toEqual(readGpt(image.subarray(0, 34 * 512), sectors)?.partitions);
    const backup = await rig.disk(0, 8 * GIB - 512, 512);
    expect(backup.toString("latin1", 0, 8)).toBe("EFI PART");
    expect([backup.readBigUInt64LE(24), backup.readBigUInt64LE(32)]).toEqual([BigInt(sectors - 1), 1n]);
    expect(readGuid(backup, 56)).toBe(written?.guid);
    const table = await rig.disk(0, Number(backup.readBigUInt64LE(72)) * 512, 128 * 128);
    expect(table.equals(head.subarray(1024))).toBe(true);
  });

  test("is taken from the next address when one has it not, and with the authorization it needs", async () => {
    rig.api.script.push({ path: "/disk.img", answer: { status: 503 } });
    const secret = Buffer.from("Bearer abc").toString("base64");
    const urls = [`${rig.api.url}/disk.img`, `${rig.api.url}/disk.img?copy`];
    const agent = await rig.agent();
    const result = await agent.run("standby.prepare_image", {
      image_info: info({ urls, image_request_authorization: secret }),
    });
    expect(result.command_status).toBe("SUCCEEDED");
    const asked = rig.api.requests.filter(({ url }) => url.pathname === "/disk.img");
    expect(asked.map(({ url, headers }) => [url.search, headers.authorization])).toEqual([
      ["", "Bearer abc"],
      ["?copy", "Bearer abc"],
    ]);
  });

  test("that breaks off is fetched again", async () => {
    let attempts = 0;
    rig.api.files.set("/disk.img", (response: ServerResponse) => {
      attempts += 1;
      response.writeHead(200, { "content-length": image.length });
      if (attempts > 1) response.end(image);
      else response.write(image.subarray(0, 4 * MIB), () => response.destroy());
    });
    const agent = await rig.agent({}, FAST);
    expect(await agent.run("standby.prepare_image", { image_info: info() })).toMatchObject({
      command_status: "SUCCEEDED",
    });
    expect(attempts).toBe(2);
    await mustHoldImage();
    expect(rig.effects("disk-write")).toHaveLength(1);
  });
});

test.each([
  { title: "streamed", more: {} },
  { title: "not streamed", more: { stream_raw_images: false } },
])("a wrong checksum of an image that is $title leaves nothing that boots", async ({ more }) => {
  const agent = await rig.agent({ "ipa-image-download-connection-retries": "2" }, FAST);
  const image_info = info({ ...more, os_hash_value: "0".repeat(64) });
  const step = { interface: "deploy", step: "write_image", args: { image_info } };
  const result = await agent.run("deploy.execute_deploy_step", { step, node: rig.api.node, ports: [] });
  expect(result).toMatchObject({
    command_status: "FAILED",
    command_result: null,
    command_error: {
      type: "ImageChecksumError",
      code: 500,
      message: "Error verifying image checksum",
      details: expect.stringContaining(`image checksum: ${"0".repeat(64)}; verification checksum: ${sum(image)}`),
    },
  });
  expect(downloads()).toBe(3);
  expect(await isBlank()).toBe(true);
  expect(rig.effects("disk-written")).toEqual([]);
});

test("MD5 is refused, and taken when the conductor allows it", async () => {
  const md5 = info({ os_hash_algo: undefined, os_hash_value: undefined, checksum: sum(image, "md5") });
  const agent = await rig.agent();
  const refused = await agent.send("POST", "/v1/commands/", {
    name: "standby.prepare_image",
    params: { image_info: md5 },
  });
  expect(refused.status).toBe(400);
  expect(downloads()).toBe(0);
  rig.api.config["agent_md5_checksum_enable"] = true;
  await rig.boot();
  const other = rig.caller(await rig.api.heartbeat(2));
  expect(await other.run("standby.prepare_image", { image_info: md5 })).toMatchObject({ command_status: "SUCCEEDED" });
});

test("the checksum may be in a file", async () => {
  rig.api.files.set("/SHA512SUMS", Buffer.from(`${sum(image, "sha512")}  disk.img\n${"0".repeat(128)}  x\n`));
  const given = info({ os_hash_algo: undefined, os_hash_value: undefined, checksum: `${rig.api.url}/SHA512SUMS` });
  const agent = await rig.agent();
  expect(await agent.run("standby.prepare_image", { image_info: given })).toMatchObject({
    command_status: "SUCCEEDED",
  });
});

describe("a qcow2 image", () => {
  const CLUSTER = 65_536;
  const qcow2 = makeQcow2({
    clusterBits: 16,
    virtualSize: image.length,
    clusters: Array.from({ length: image.length / CLUSTER }, (_, index) => {
      const data = image.subarray(index * CLUSTER, (index + 1) * CLUSTER);
      if (data.every((byte) => byte === 0)) return { kind: index % 2 === 0 ? "absent" : "zero" } as const;
      return { kind: index % 3 === 0 ? "compressed" : "data", data } as const;
    }),
  });
  const qcow2Info = (bytes: Buffer, more: Record<string, unknown> = {}) => {
    rig.api.files.set("/disk.img", bytes);
    return info({ disk_format: "qcow2", os_hash_value: sum(bytes), ...more });
  };

  test("is unpacked onto the disk, on which nothing else stays", async () => {
    await writeFile(rig.machine.disks[0]?.path as string, Buffer.alloc(20 * MIB, "old"), { flag: "r+" });
    const agent = await rig.agent();
    const result = await agent.run("standby.prepare_image", { image_info: qcow2Info(qcow2) });
    expect(result).toMatchObject({ command_status: "SUCCEEDED" });
    await mustHoldImage();
    expect((await rig.disk(0, 16 * MIB, 4 * MIB)).every((byte) => byte === 0)).toBe(true);
    const [agentFolder = ""] = (await readdir(rig.folder)).filter((name) => name.startsWith("steelyard-agent-"));
    expect(await readdir(`${rig.folder}/${agentFolder}`)).toEqual([]);
  });

  test.each([
    { title: "that is called raw", more: { disk_format: "raw" }, type: "DeploymentError" },
    {
      title: "whose disk is larger than the machine's",
      bytes: makeQcow2({ virtualSize: 9 * GIB, clusterBits: 21, clusters: [] }),
      type: "ImageWriteError",
    },
    {
      title: "with a backing file",
      bytes: makeQcow2({ virtualSize: MIB, clusters: [], header: (header) => header.writeBigUInt64BE(512n, 8) }),
      type: "InvalidImage",
    },
    { title: "without partitions", bytes: makeQcow2({ virtualSize: MIB, clusters: [] }), type: "DeploymentError" },
    { title: "that is not permitted", more: { disk_format: "vmdk" }, type: "InvalidImage" },
  ])("$title fails, and the disk does not boot", async ({ bytes = qcow2, more = {}, type }) => {
    const agent = await rig.agent();
    const result = await agent.run("standby.prepare_image", { image_info: qcow2Info(bytes, more) });
    expect(result).toMatchObject({ command_status: "FAILED", command_error: { type } });
    expect((await rig.disk(0, 510, 2)).readUInt16LE(0)).not.toBe(0xaa55);
  });
});

test("an image that is larger than the disk fails once, and the disk does not boot", async () => {
  await rig.close();
  rig = await SimulatedRig.open({ diskSizes: [8 * MIB] });
  rig.api.files.set("/disk.img", image);
  rig.api.node["properties"] = { root_device: { name: "/dev/sda" } };
  const agent = await rig.agent();
  for (const type of ["ImageDownloadError", "ImageWriteError"]) {
    const image_info = info({ stream_raw_images: type === "ImageDownloadError" });
    const result = await agent.run("standby.prepare_image", { image_info });
    expect(result).toMatchObject({
      command_status: "FAILED",
      command_error: { type, details: expect.stringContaining("No space left on device") },
    });
  }
  expect(downloads()).toBe(2);
  expect(await isBlank()).toBe(true);
});

test("without a disk of 4 GiB there is no root device", async () => {
  await rig.close();
  rig = await SimulatedRig.open({ diskSizes: [3 * GIB] });
  rig.api.files.set("/disk.img", image);
  const agent = await rig.agent();
  const result = await agent.run("standby.prepare_image", { image_info: info() });
  expect(result).toMatchObject({ command_status: "FAILED", command_error: { type: "DeviceNotFound", code: 404 } });
});

test("power that is cut in the middle of an image stops the writing at once, and the disk does not boot", async () => {
  let response: ServerResponse | undefined;
  rig.api.files.set("/disk.img", (answer) => {
    response = answer;
    answer.writeHead(200, { "content-length": image.length }).write(Buffer.alloc(8 * MIB, "x"));
  });
  const system = await rig.boot();
  const agent = rig.caller(await rig.api.heartbeat());
  await agent.send("POST", "/v1/commands/", { name: "standby.prepare_image", params: { image_info: info() } });
  const written = async (): Promise<number> => (await rig.disk(0, 0, 16 * MIB)).lastIndexOf("x");
  await until(async () => (await written()) > 2 * MIB);
  await system.stop("cut");
  const end = await written();
  await until(() => response?.destroyed === true);
  expect(await written()).toBe(end);
  expect((await rig.disk(0, 0, MIB)).every((byte) => byte === 0)).toBe(true);
  expect((await readdir(rig.folder)).filter((name) => name.startsWith("steelyard-agent-"))).toEqual([]);
  expect(rig.effects("agent-command-end")).toEqual([]);
});

test.each([
  { bootMode: "uefi", rootUuid: null, ignores: false, status: "SUCCEEDED", entries: 1 },
  { bootMode: "bios", rootUuid: "0x00000000", ignores: false, status: "SUCCEEDED", entries: 0 },
  { bootMode: "bios", rootUuid: "0x12345678", ignores: false, status: "FAILED", entries: 0 },
  { bootMode: "bios", rootUuid: "0x12345678", ignores: true, status: "SUCCEEDED", entries: 0 },
] as const)(
  "a boot loader on a $bootMode machine with root $rootUuid (failure ignored: $ignores): $status",
  async (row) => {
    await rig.close();
    rig = await SimulatedRig.open({ bootMode: row.bootMode });
    rig.api.files.set("/disk.img", image);
    const agent = await rig.agent();
    await agent.run("standby.prepare_image", { image_info: info() });
    const params = { root_uuid: row.rootUuid, target_boot_mode: row.bootMode, ignore_bootloader_failure: row.ignores };
    expect(await agent.run("image.install_bootloader", params)).toMatchObject({ command_status: row.status });
    expect(rig.effects("boot-entry").map(({ facts }) => facts)).toEqual(
      Array.from({ length: row.entries }, () => ({ disk: "/dev/sda", partition: 1 })),
    );
  },
);
