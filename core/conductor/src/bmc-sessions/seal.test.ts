import { randomBytes } from "node:crypto";
import { expect, test } from "vitest";
import { seal, unseal } from "./seal.js";

const key = randomBytes(32);

test("gives back what was sealed, in a form that differs each time and shows nothing of it", () => {
  const sealed = [seal(key, "row 1", "the tökén"), seal(key, "row 1", "the tökén")];
  expect(sealed.map((each) => unseal(key, "row 1", each))).toEqual(["the tökén", "the tökén"]);
  expect(sealed[0]).not.toBe(sealed[1]);
  expect(Buffer.from(sealed[0] ?? "", "base64url").includes("the t")).toBe(false);
  expect(unseal(key, "row 1", seal(key, "row 1", ""))).toBe("");
});

test.each<[what: string, open: (sealed: string) => string | undefined]>([
  ["under another key", (sealed) => unseal(randomBytes(32), "row 1", sealed)],
  ["in another row", (sealed) => unseal(key, "row 2", sealed)],
  ["cut short", (sealed) => unseal(key, "row 1", sealed.slice(0, -4))],
  ["cut to less than a tag", (sealed) => unseal(key, "row 1", sealed.slice(0, 20))],
  ["empty", () => unseal(key, "row 1", "")],
  ["no base64", () => unseal(key, "row 1", "{}")],
])("reads nothing of a text that is %s", (_what, open) => {
  expect(open(seal(key, "row 1", "the token"))).toBeUndefined();
});

test("reads nothing of a text with any one bit changed", () => {
  const bytes = Buffer.from(seal(key, "row", "t"), "base64url");
  for (let bit = 0; bit < bytes.length * 8; bit += 1) {
    const changed = Buffer.from(bytes);
    changed[bit >> 3] = (changed[bit >> 3] ?? 0) ^ (1 << (bit & 7));
    expect(unseal(key, "row", changed.toString("base64url"))).toBeUndefined();
  }
});
