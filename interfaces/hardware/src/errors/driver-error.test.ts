import { inspect } from "node:util";
import { describe, expect, it } from "vitest";
import { DriverError, isDriverError } from "./driver-error.js";
import { FAILURES, type FailureCode, type FailureKind } from "./failures.js";
import { notSupported } from "./not-supported.js";

describe("DriverError", () => {
  it.each<[string, object, string]>([
    ["nothing but the code", {}, "The BMC refused the credentials."],
    ["a reason", { reason: "User root is locked." }, "The BMC refused the credentials. User root is locked."],
    [
      "facts",
      { address: "192.0.2.1", attempts: 3, path: null },
      "The BMC refused the credentials. (address=192.0.2.1, attempts=3, path=null)",
    ],
    [
      "a reason and facts",
      { reason: "User root is locked.", address: "192.0.2.1" },
      "The BMC refused the credentials. User root is locked. (address=192.0.2.1)",
    ],
  ])("says in its message what happened, given %s", (_what, details, message) => {
    expect(new DriverError("AUTH_REJECTED", details as never).message).toBe(message);
  });

  it("keeps its cause, and shows it to who prints it", () => {
    const cause = new Error("socket hang up");
    const error = new DriverError("BMC_UNREACHABLE", {}, { cause });
    expect(error.cause).toBe(cause);
    expect(inspect(error)).toContain("socket hang up");
    expect([error.name, error instanceof Error]).toEqual(["DriverError", true]);
  });

  it("is told by its brand, so that another installed copy of the class is one too", () => {
    const copy = { brand: "@steelyard/driver-error", code: "BMC_BUSY", message: "", details: {} };
    expect(isDriverError(copy)).toBe(true);
    expect(isDriverError(copy, "BMC_BUSY")).toBe(true);
    expect(isDriverError(copy, "BMC_ERROR")).toBe(false);
  });

  it.each([undefined, null, "BMC_BUSY", new Error("BMC_BUSY"), { code: "BMC_BUSY" }])("is not %s", (value) => {
    expect(isDriverError(value)).toBe(false);
  });

  it("names interface, implementation and method that are not supported", () => {
    const error = notSupported("raid", "no-raid", "validateRaidConfig");
    expect(error.code).toBe("NOT_SUPPORTED");
    expect(error.message).toContain("The raid interface no-raid does not support validateRaidConfig.");
  });
});

describe("the failure table", () => {
  const rows = Object.entries(FAILURES) as [FailureCode, FailureKind][];

  it.each(rows)("%s has a sentence, an HTTP status of an error and a retry policy", (code, kind) => {
    expect(code).toMatch(/^[A-Z][A-Z0-9]*(_[A-Z0-9]+)*$/);
    expect(kind.summary).toMatch(/^[A-Z].*\.$/);
    expect([400, 404, 409, 500, 503, 504]).toContain(kind.httpStatus);
    expect(["never", "backoff", "soon"]).toContain(kind.retry);
  });

  it("tells failures apart: no two codes say the same", () => {
    const summaries = rows.map(([, { summary }]) => summary);
    expect(new Set(summaries).size).toBe(summaries.length);
  });

  it("tries again only what a machine or an agent may get over by itself", () => {
    const again = rows.filter(([, { retry }]) => retry !== "never").map(([code]) => code);
    expect(again.sort()).toEqual(["AGENT_BUSY", "AGENT_UNREACHABLE", "BMC_BUSY", "BMC_UNREACHABLE"]);
  });

  it("answers what the operator set wrongly with 400", () => {
    const wrong = rows.filter(([code]) => /^(MISSING|INVALID|NOT_SUPPORTED|IMAGE|STEP_UNKNOWN)/.test(code));
    expect(wrong.map(([, { httpStatus }]) => httpStatus)).toEqual(wrong.map(() => 400));
  });
});
