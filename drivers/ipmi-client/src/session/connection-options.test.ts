import { describe, expect, test } from "vitest";
import { isIpmiError } from "../errors/ipmi-error.js";
import { checkConnectionOptions, type IpmiConnectionOptions } from "./connection-options.js";

const good: IpmiConnectionOptions = { host: "bmc.example", username: "admin", password: "secret" };

test("defaults to port 623, administrator, lookup by name, suites 17 then 3", () => {
  const checked = checkConnectionOptions(good);
  expect(checked).toMatchObject({ port: 623, privilege: "ADMINISTRATOR", role: 0x14 });
  expect(checked.suites.map((suite) => suite.id)).toEqual([17, 3]);
});

test.each([
  ["CALLBACK", 1],
  ["USER", 2],
  ["OPERATOR", 3],
  ["ADMINISTRATOR", 4],
] as const)("%s is level %i", (privilege, level) => {
  expect(checkConnectionOptions({ ...good, privilege, userLookup: "name-and-privilege" }).role).toBe(level);
});

test("a password of 20 bytes is taken, counted in UTF-8", () => {
  expect(checkConnectionOptions({ ...good, password: "ä".repeat(10) }).password).toHaveLength(20);
});

describe("refuses, naming option and limit but no secret", () => {
  test.each([
    [{ password: "p".repeat(21) }, /^password has 21 bytes; IPMI 2\.0 takes at most 20\.$/],
    [{ password: "ä".repeat(11) }, /^password has 22 bytes/],
    [{ password: "a\0b" }, /^password must not contain a NUL/],
    [{ username: "u".repeat(17) }, /^username has 17 bytes; IPMI 2\.0 takes at most 16\.$/],
    [{ kg: "0g" }, /^kg must be/],
    [{ kg: "abc" }, /^kg must be/],
    [{ kg: "00".repeat(21) }, /^kg must be .* at most 40/],
    [{ port: 0 }, /^port must be 1–65535, not 0\.$/],
    [{ port: 65536 }, /^port/],
    [{ port: 62.3 }, /^port/],
    [{ host: "" }, /^host/],
    [{ host: "a b" }, /^host/],
    [{ privilege: "OEM" as never }, /^privilege must be one of .*, not OEM\.$/],
    [{ userLookup: "guess" as never }, /^userLookup/],
  ] satisfies [Partial<IpmiConnectionOptions>, RegExp][])("%o", (change, message) => {
    let error: unknown;
    try {
      checkConnectionOptions({ ...good, ...change });
    } catch (thrown) {
      error = thrown;
    }
    expect(isIpmiError(error, "BAD_OPTION")).toBe(true);
    expect((error as Error).message).toMatch(message);
    expect((error as Error).message).not.toContain("pppp");
  });
});
