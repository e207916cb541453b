import { expect, test } from "vitest";
import { CIPHER_SUITES, cipherSuite } from "./cipher-suites.js";

test.each([3, 17])("takes suite %i", (id) => {
  expect(cipherSuite(id, false).id).toBe(id);
});

test.each([8, 12])("takes suite %i only with allowMd5Suites, and names the option", (id) => {
  expect(() => cipherSuite(id, false)).toThrow(/MD5.*allowMd5Suites/);
  expect(cipherSuite(id, true).id).toBe(id);
});

test.each([
  [0, /neither authenticates/],
  [1, /neither signs nor encrypts/],
  [2, /does not encrypt/],
  [4, /RC4/],
  [11, /does not encrypt/],
  [18, /RC4/],
  [20, /does not define/],
  [1.5, /does not define/],
])("refuses suite %d and says why, whatever the options", (id, why) => {
  expect(() => cipherSuite(id, true)).toThrow(why);
  expect(() => cipherSuite(id, true)).toThrow(`cipherSuite ${id} is refused`);
});

test("every suite it speaks signs and encrypts", () => {
  for (const suite of Object.values(CIPHER_SUITES)) {
    expect(suite.integrity).toBeGreaterThan(0);
    expect(suite.confidentiality).toBe(1);
  }
});
