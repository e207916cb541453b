import { FAILURES } from "@steelyard/interfaces";
import { COMPLETION_CODES, IPMI_FAILURES, IpmiError, type IpmiFailureCode, RAKP_STATUS } from "@steelyard/ipmi-client";
import { describe, expect, test } from "vitest";
import { driverFailure } from "./driver-failure.js";

const CODES = Object.keys(IPMI_FAILURES) as IpmiFailureCode[];

test.each(CODES)("%s keeps what it says about trying again and about credentials", (code) => {
  const failure = driverFailure(new IpmiError(code, "what happened."));
  expect(failure.message).toContain("what happened.");
  expect(failure.details["ipmi"]).toBe(code);
  const { retry, isAuthentication } = IPMI_FAILURES[code];
  if (isAuthentication) expect(failure.code).toBe("AUTH_REJECTED");
  if (retry === "backoff") expect(FAILURES[failure.code].retry).toBe("backoff");
});

/** What an operator is told of each status with which a BMC can refuse a session. */
const STATUSES: Readonly<Record<(typeof RAKP_STATUS)[keyof typeof RAKP_STATUS]["code"], readonly [string, RegExp]>> = {
  INSUFFICIENT_RESOURCES: ["BMC_BUSY", /sessions/],
  INVALID_SESSION_ID: ["BMC_BUSY", /./],
  INVALID_PAYLOAD_TYPE: ["BMC_ERROR", /./],
  INVALID_AUTHENTICATION_ALGORITHM: ["BMC_ERROR", /ipmi_cipher_suite/],
  INVALID_INTEGRITY_ALGORITHM: ["BMC_ERROR", /ipmi_cipher_suite/],
  NO_MATCHING_AUTHENTICATION_PAYLOAD: ["BMC_ERROR", /ipmi_cipher_suite/],
  NO_MATCHING_INTEGRITY_PAYLOAD: ["BMC_ERROR", /ipmi_cipher_suite/],
  INACTIVE_SESSION_ID: ["BMC_BUSY", /./],
  INVALID_ROLE: ["AUTH_REJECTED", /ipmi_priv_level/],
  UNAUTHORIZED_ROLE: ["AUTH_REJECTED", /ipmi_priv_level/],
  INSUFFICIENT_RESOURCES_FOR_ROLE: ["BMC_BUSY", /sessions/],
  INVALID_NAME_LENGTH: ["AUTH_REJECTED", /ipmi_username/],
  UNAUTHORIZED_NAME: ["AUTH_REJECTED", /ipmi_username/],
  UNAUTHORIZED_GUID: ["AUTH_REJECTED", /./],
  INVALID_INTEGRITY_CHECK_VALUE: ["AUTH_REJECTED", /ipmi_password/],
  INVALID_CONFIDENTIALITY_ALGORITHM: ["BMC_ERROR", /ipmi_cipher_suite/],
  NO_MATCHING_CIPHER_SUITE: ["BMC_ERROR", /ipmi_cipher_suite/],
  ILLEGAL_PARAMETER: ["BMC_ERROR", /./],
};

test.each(Object.values(RAKP_STATUS))("RAKP status $code: $summary", ({ code, summary }) => {
  const [expected, hint] = STATUSES[code];
  const failure = driverFailure(new IpmiError(code, summary));
  expect(failure.code).toBe(expected);
  expect(failure.message).toMatch(hint);
});

describe("a completion code", () => {
  test.each([
    ["NODE_BUSY", "BMC_BUSY"],
    ["PROCESSING_TIMEOUT", "BMC_BUSY"],
    ["OUT_OF_SPACE", "BMC_BUSY"],
    ["INITIALIZING", "BMC_BUSY"],
    ["FIRMWARE_UPDATE", "BMC_BUSY"],
    ["SDR_IN_UPDATE", "BMC_BUSY"],
    ["INVALID_COMMAND", "NOT_SUPPORTED"],
    ["INVALID_COMMAND_FOR_LUN", "NOT_SUPPORTED"],
    ["SUBFUNCTION_DISABLED", "NOT_SUPPORTED"],
    ["INSUFFICIENT_PRIVILEGE", "AUTH_REJECTED"],
    ["INVALID_DATA_FIELD", "BMC_ERROR"],
    ["UNSPECIFIED", "BMC_ERROR"],
  ])("%s is %s", (name, code) => {
    const [completionCode] = Object.entries(COMPLETION_CODES).find(([, row]) => row.name === name) ?? [];
    const error = new IpmiError("COMPLETION_CODE", "refused.", { completionCode: Number(completionCode) });
    expect(driverFailure(error).code).toBe(code);
  });

  test("of a command alone is an error of the BMC", () => {
    expect(driverFailure(new IpmiError("COMPLETION_CODE", "refused.", { completionCode: 0x80 })).code).toBe(
      "BMC_ERROR",
    );
  });
});
