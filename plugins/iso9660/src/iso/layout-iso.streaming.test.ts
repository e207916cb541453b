import { expect, test } from "vitest";
import type { RangeSource } from "../content.js";
import { signal } from "../testing.test.support.js";
import { layoutIso } from "./layout-iso.js";

const GIB = 1024 ** 3;
const CHUNK = 1024 * 1024;

/** A file made up while it is read, that remembers how much of it was. */
function madeUpFile(size: number) {
  const chunk = Buffer.alloc(CHUNK, "steelyard");
  const counted = { read: 0 };
  const source: RangeSource = {
    size,
    async *read(start, end) {
      for (let at = start; at < end; at += CHUNK) {
        const part = chunk.subarray(0, Math.min(CHUNK, end - at));
        counted.read += part.length;
        yield part;
      }
    },
  };
  return { source, counted };
}

test("an image of 2 GiB is written with little memory, and none of it is read before it is wanted", async () => {
  const file = madeUpFile(2 * GIB);
  const image = layoutIso({ volumeId: "large", files: [{ path: "disk.raw", content: file.source }] });
  expect(file.counted.read).toBe(0);
  const before = process.memoryUsage().rss;
  let [bytes, highest] = [0, 0];
  for await (const part of image.read(0, image.size, signal)) {
    bytes += part.length;
    if (bytes % (64 * CHUNK) < part.length) highest = Math.max(highest, process.memoryUsage().rss);
  }
  expect(bytes).toBe(image.size);
  expect(file.counted.read).toBe(2 * GIB);
  expect(highest - before).toBeLessThan(64 * CHUNK);
});

test("a part of an image reads no more of its files than that part", async () => {
  const file = madeUpFile(2 * GIB);
  const image = layoutIso({ volumeId: "large", files: [{ path: "disk.raw", content: file.source }] });
  let bytes = 0;
  for await (const part of image.read(GIB, GIB + 5000, signal)) bytes += part.length;
  expect([bytes, file.counted.read]).toEqual([5000, 5000]);
});

test("takes a file of almost 4 GiB, and refuses a larger one by its path", () => {
  const withFile = (size: number) => () =>
    layoutIso({ volumeId: "large", files: [{ path: "images/disk.raw", content: madeUpFile(size).source }] });
  expect(withFile(4 * GIB - 1)().size).toBeGreaterThan(4 * GIB - 1);
  expect(withFile(4 * GIB)).toThrow(/images\/disk.raw has 4294967296 bytes; 4 GiB is the most/);
});
