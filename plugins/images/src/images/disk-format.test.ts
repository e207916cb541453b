import { bytesSource } from "@steelyard/iso9660";
import { describe, expect, test } from "vitest";
import { signal } from "../scene.test.support.js";
import { detectDiskFormat } from "./disk-format.js";

const detect = (bytes: Uint8Array) => detectDiskFormat({ ...bytesSource(bytes), stamp: "" }, "http://a/image", signal);

function qcow2(change: (header: Buffer) => void = () => undefined, version = 3): Buffer {
  const header = Buffer.alloc(65_536);
  header.write("QFI\xfb", 0, "latin1");
  header.writeUInt32BE(version, 4);
  change(header);
  return header;
}

function withMark(at: number, mark: string): Buffer {
  const bytes = Buffer.alloc(4096);
  bytes.write(mark, at, "latin1");
  return bytes;
}

describe("the format of an image", () => {
  test.each([
    ["raw", Buffer.alloc(4096)],
    ["raw", Buffer.from("tiny")],
    ["raw", Buffer.alloc(0)],
    ["gpt", withMark(512, "EFI PART")],
    ["qcow2", qcow2()],
    ["qcow2", qcow2(undefined, 2)],
  ])("is %s", async (format, bytes) => {
    expect(await detect(bytes)).toBe(format);
  });

  test.each([
    ["a backing file", qcow2((header) => header.writeBigUInt64BE(512n, 8)), /with a backing file/],
    ["a backing file, version 2", qcow2((header) => header.writeBigUInt64BE(512n, 8), 2), /with a backing file/],
    ["its data in another file", qcow2((header) => header.writeBigUInt64BE(4n, 72)), /external data file/],
    ["an unknown version", qcow2(undefined, 1), /unknown version 1/],
    ["half a header", qcow2().subarray(0, 50), /ends within its qcow2 header/],
  ])("is a qcow2 that is refused: %s", async (_what, bytes, reason) => {
    await expect(detect(bytes)).rejects.toThrow(reason);
  });

  test.each([
    ["vmdk", 0, "KDMV"],
    ["vmdk", 0, "# Disk DescriptorFile"],
    ["vhdx", 0, "vhdxfile"],
    ["vhd", 0, "conectix"],
    ["vdi", 64, "\x7f\x10\xda\xbe"],
    ["qed", 0, "QED\0"],
    ["luks", 0, "LUKS\xba\xbe"],
    ["gzip", 0, "\x1f\x8b"],
    ["xz", 0, "\xfd7zXZ"],
    ["zstd", 0, "\x28\xb5\x2f\xfd"],
  ])("is refused: %s", async (format, at, mark) => {
    await expect(detect(withMark(at, mark))).rejects.toMatchObject({
      code: "INVALID_PARAMETER",
      message: expect.stringContaining(`http://a/image is of the format ${format}; use raw or qcow2`) as string,
    });
  });
});
