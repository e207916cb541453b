import { expect, test } from "vitest";
import { COMPLETION_CODES, describeCompletionCode } from "./completion-codes.js";
import { completionError, isCompletionCode, isIpmiError, statusError } from "./ipmi-error.js";
import { IPMI_FAILURES } from "./ipmi-failures.js";
import { RAKP_STATUS } from "./rakp-status.js";

test.each(Object.entries(RAKP_STATUS))("status %s becomes a code of its own", (status, { code, summary }) => {
  const error = statusError(Number(status), "RAKP message 2", "192.0.2.1:623");
  expect(error.code).toBe(code);
  expect(IPMI_FAILURES).toHaveProperty(code);
  expect(error.message).toContain(`192.0.2.1:623 refused the session in RAKP message 2: ${summary}`);
});

test("a status the specification does not have keeps its number", () => {
  expect(statusError(0x7f, "RAKP message 4", "bmc")).toMatchObject({ code: "UNKNOWN_STATUS" });
  expect(statusError(0x7f, "RAKP message 4", "bmc").message).toContain("0x7f");
});

test.each(Object.entries(COMPLETION_CODES))("completion code %s can be asked for by its name", (code, { name }) => {
  const error = completionError(Number(code), "command 0x01", "bmc");
  expect(error).toMatchObject({ code: "COMPLETION_CODE", completionCode: Number(code) });
  expect(isCompletionCode(error, name)).toBe(true);
  expect(isCompletionCode(error, name === "NODE_BUSY" ? "OUT_OF_SPACE" : "NODE_BUSY")).toBe(false);
});

test("completion codes without a generic meaning are named by their range", () => {
  expect([0x80, 0xbe, 0x01, 0x7e, 0xbf].map((code) => describeCompletionCode(code).name)).toEqual([
    "COMMAND_SPECIFIC",
    "COMMAND_SPECIFIC",
    "OEM",
    "OEM",
    "RESERVED",
  ]);
});

test("knows its errors by brand, so that two copies of the package agree", () => {
  const copy = { ...statusError(1, "Open Session Response", "bmc") };
  expect(isIpmiError(copy, "INSUFFICIENT_RESOURCES")).toBe(true);
  expect(isIpmiError(new Error("TIMEOUT"))).toBe(false);
});
