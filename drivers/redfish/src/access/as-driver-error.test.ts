import { isDriverError, type JsonObject } from "@steelyard/interfaces";
import { RedfishError, type RedfishErrorFacts, type RedfishFailureCode } from "@steelyard/redfish-client";
import { describe, expect, test } from "vitest";
import { asDriverError } from "./as-driver-error.js";

function failure(code: RedfishFailureCode, facts: RedfishErrorFacts = {}) {
  const error = asDriverError(new RedfishError(code, facts));
  if (!isDriverError(error)) throw new Error("it is no DriverError");
  return error;
}

const message = (key: string) => ({
  messageId: `Acme.1.0.${key}`,
  registry: "Acme",
  version: "1.0",
  key,
  text: `the BMC's words on ${key}`,
  args: [],
  resolution: undefined,
  severity: undefined,
  relatedProperties: [],
});

describe("a failure of the wire", () => {
  test.each<[RedfishFailureCode, RedfishErrorFacts, string, JsonObject]>([
    ["AUTH_REJECTED", { status: 401 }, "AUTH_REJECTED", { status: 401 }],
    ["TIMEOUT", {}, "BMC_UNREACHABLE", {}],
    ["CLOSED", {}, "BMC_UNREACHABLE", {}],
    ["BUSY", { status: 503 }, "BMC_BUSY", { status: 503 }],
    ["SERVER_ERROR", { status: 500 }, "BMC_ERROR", { status: 500 }],
    [
      "BAD_ANSWER",
      { path: "/redfish/v1/Systems", attribute: "Members" },
      "BMC_BAD_ANSWER",
      { path: "/redfish/v1/Systems", attribute: "Members" },
    ],
    [
      "CONFLICT",
      { status: 409, messages: [message("ActionParameterValueConflict")] },
      "BMC_BUSY",
      { status: 409, message_ids: ["Acme.1.0.ActionParameterValueConflict"] },
    ],
    [
      "FORBIDDEN",
      { status: 403, messages: [message("OemLicenseNotPassed")] },
      "NOT_SUPPORTED",
      { message_ids: ["Acme.1.0.OemLicenseNotPassed"] },
    ],
  ])("%s %j is %s", (code, facts, driverCode, details) => {
    expect(failure(code, facts)).toMatchObject({ code: driverCode, details });
  });

  test("tells the BMC's own words", () => {
    expect(failure("BAD_REQUEST", { messages: [message("PropertyUnknown")] }).message).toContain(
      "the BMC's words on PropertyUnknown",
    );
  });

  test("names the driver_info keys of credentials that were refused", () => {
    expect(failure("AUTH_REJECTED", { status: 401 }).message).toContain(
      "driver_info/redfish_username and redfish_password",
    );
  });

  test("names the driver_info key of an option", () => {
    const { message: text } = failure("BAD_OPTION", { attribute: "verifyCa", reason: "verifyCa /x cannot be read" });
    expect(text).toContain("driver_info/redfish_verify_ca");
  });

  test("keeps its cause, and leaves other errors alone", () => {
    const cause = new RedfishError("TIMEOUT");
    expect(asDriverError(cause)).toHaveProperty("cause", cause);
    const other = new TypeError("a defect");
    expect(asDriverError(other)).toBe(other);
  });
});
