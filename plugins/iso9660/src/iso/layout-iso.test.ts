import { createHash } from "node:crypto";
import { describe, expect, test } from "vitest";
import { bytesSource, readAll } from "../content.js";
import { signal } from "../testing.test.support.js";
import { anImage } from "./an-image.test.support.js";
import { layoutIso } from "./layout-iso.js";

const text = (content: string) => bytesSource(Buffer.from(content));
const image = anImage();
const sha256 = (bytes: Uint8Array) => createHash("sha256").update(bytes).digest("hex");

describe("layoutIso", () => {
  test("is whole sectors long and the same every time", async () => {
    expect(image.size % 2048).toBe(0);
    expect(sha256(await readAll(anImage(), signal))).toBe(sha256(await readAll(image, signal)));
  });

  test("any range is what the whole has there", async () => {
    const whole = await readAll(image, signal);
    let seed = 7;
    for (let round = 0; round < 60; round += 1) {
      seed = (seed * 48_271) % 2_147_483_647;
      const start = seed % image.size;
      const end = Math.min(image.size, start + (seed % 9000));
      const parts: Uint8Array[] = [];
      for await (const part of image.read(start, end, signal)) parts.push(part);
      expect(Buffer.concat(parts).equals(whole.subarray(start, end))).toBe(true);
    }
  });

  test.each([
    ["../x", /is not a path/],
    ["", /is not a path/],
    ["a//b", /is not a path/],
    ["a/b/c/d/e/f/g/h/i", /more than 8 folders deep/],
    [`${"n".repeat(65)}`, /is not a path/],
  ])("refuses the path %j", (path, message) => {
    expect(() => layoutIso({ volumeId: "x", files: [{ path, content: text("") }] })).toThrow(message);
  });

  test("refuses a path that is there already", () => {
    const twice = [
      { path: "a", content: text("1") },
      { path: "a", content: text("2") },
    ];
    expect(() => layoutIso({ volumeId: "x", files: twice })).toThrow(/a is given twice/);
    expect(() =>
      layoutIso({
        volumeId: "x",
        files: [
          { path: "a", content: text("") },
          { path: "a/b", content: text("") },
        ],
      }),
    ).toThrow(/below a file/);
  });

  test("fails when a file is shorter than it said", async () => {
    const short = { size: 10, read: () => text("123").read(0, 3, signal) };
    const broken = layoutIso({ volumeId: "x", files: [{ path: "a", content: short }] });
    await expect(readAll(broken, signal)).rejects.toThrow("3 bytes long instead of 10");
  });
});
