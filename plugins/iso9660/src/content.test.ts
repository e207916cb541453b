import { expect, test } from "vitest";
import { bytesSource, readAll, segmented } from "./content.js";
import { signal } from "./testing.test.support.js";

/** Says it has `size` bytes, and sends others. */
const lying = (size: number, bytes: Uint8Array) => ({ ...bytesSource(bytes), size });

test("parts are joined, with zeros between them", async () => {
  const source = segmented(10, [
    { offset: 7, source: bytesSource(Buffer.from("b")) },
    { offset: 2, source: bytesSource(Buffer.from("aa")) },
  ]);
  expect(await readAll(source, signal)).toEqual(Uint8Array.of(0, 0, 97, 97, 0, 0, 0, 98, 0, 0));
});

test.each([
  [-1, 5],
  [0, 11],
  [6, 5],
])("a range from %s to %s is not there", async (start, end) => {
  const read = async () => {
    for await (const _part of segmented(10, []).read(start, end, signal));
  };
  await expect(read()).rejects.toThrow(RangeError);
});

test.each([
  ["less", lying(10, Buffer.from("short"))],
  ["more", { size: 3, read: () => bytesSource(Buffer.from("too long")).read(0, 8, signal) }],
])("a source that sends %s than its size is an error, alone and as a part", async (_what, source) => {
  await expect(readAll(source, signal)).rejects.toThrow(/bytes/);
  await expect(readAll(segmented(20, [{ offset: 0, source }]), signal)).rejects.toThrow(/a part of the image/);
});
