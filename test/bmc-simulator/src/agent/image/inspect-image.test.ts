import { expect, test } from "vitest";
import { simulatedDiskImage } from "../../artifacts/disk-image.js";
import { bufferReader } from "./buffer-reader.test.support.js";
import { inspectImage } from "./inspect-image.js";
import { makeQcow2 } from "./qcow2-maker.test.support.js";

const disk = Buffer.from(await simulatedDiskImage("x86_64", "linux", 16 * 1024 * 1024));
const qcow2 = makeQcow2({ virtualSize: 8192, clusters: [] });
const backed = makeQcow2({ virtualSize: 8192, clusters: [], header: (header) => header.writeBigUInt64BE(512n, 8) });
const iso = Buffer.alloc(65_536);
iso.write("CD001", 0x8001);
const hybrid = Buffer.from(iso);
disk.copy(hybrid, 0, 0, 512);
const polyglot = Buffer.from(qcow2);
disk.copy(polyglot, 446, 446, 512);
const junk = Buffer.alloc(8192, "junk");

const permitted = ["raw", "gpt", "qcow2", "iso"];

test.each([
  { title: "a disk called raw", bytes: disk, claimed: "raw", kind: "bytes" },
  { title: "anything called raw, without a look", bytes: qcow2, claimed: "raw", kind: "bytes" },
  { title: "a disk that nobody called anything", bytes: disk, claimed: undefined, kind: "bytes" },
  { title: "a qcow2 image", bytes: qcow2, claimed: "qcow2", kind: "qcow2" },
  { title: "a qcow2 image of unknown format", bytes: qcow2, claimed: "unknown", kind: "qcow2" },
  { title: "an ISO image", bytes: iso, claimed: "iso", kind: "bytes" },
  { title: "an ISO image for disks", bytes: hybrid, claimed: "iso", kind: "bytes" },
])("takes $title", async ({ bytes, claimed, kind }) => {
  const found = await inspectImage(bufferReader(bytes), { claimed, permitted, isDeep: true });
  expect(found.kind).toBe(kind);
});

test.each([
  {
    title: "a disk called qcow2",
    bytes: disk,
    claimed: "qcow2",
    says: "Expected format was qcow2, but image was actually gpt",
  },
  {
    title: "junk called qcow2",
    bytes: junk,
    claimed: "qcow2",
    says: "Expected format was qcow2, but image was actually raw",
  },
  {
    title: "a format that is not permitted",
    bytes: qcow2,
    claimed: "qcow2",
    allowed: ["raw"],
    says: "Detected image format was qcow2, but only raw are allowed",
  },
  {
    title: "a qcow2 image with a backing file",
    bytes: backed,
    claimed: "qcow2",
    says: "failed safety check: it has a backing file",
  },
  { title: "an image of two formats", bytes: polyglot, claimed: "qcow2", says: "matched multiple potential formats" },
])("refuses $title", async ({ bytes, claimed, allowed = permitted, says }) => {
  const inspection = inspectImage(bufferReader(bytes), { claimed, permitted: allowed, isDeep: true });
  await expect(inspection).rejects.toMatchObject({ type: "InvalidImage", details: expect.stringContaining(says) });
});

test("without deep inspection neither permission nor name counts", async () => {
  const rules = { claimed: "raw", permitted: [], isDeep: false };
  expect((await inspectImage(bufferReader(qcow2), rules)).kind).toBe("qcow2");
});
