import { FAILURES } from "@steelyard/interfaces";
import { describe, expect, test } from "vitest";
import { decodeMessageId, extendedInfo } from "./extended-info.js";
import { redact, secretsIn } from "./redaction.js";
import { hasMessageKey, isRedfishError, RedfishError } from "./redfish-error.js";
import { REDFISH_FAILURES } from "./redfish-failures.js";

test.each([
  ["Base.1.8.PropertyValueNotInList", "Base", "1.8", "PropertyValueNotInList"],
  ["Base.1.15.0.InternalError", "Base", "1.15.0", "InternalError"],
  ["IDRAC.2.8.SYS518", "IDRAC", "2.8", "SYS518"],
  ["iLO.2.14.InvalidOperationForSystemState", "iLO", "2.14", "InvalidOperationForSystemState"],
  ["CrayAlerts.ResourcePowerStateChanged", "CrayAlerts", undefined, "ResourcePowerStateChanged"],
  ["SYS029", undefined, undefined, "SYS029"],
  ["17.10", undefined, undefined, "17.10"],
  ["", undefined, undefined, ""],
])("MessageId %j is registry %j, version %j, key %j", (id, registry, version, key) => {
  expect(decodeMessageId(id)).toEqual({ registry, version, key });
});

describe("the messages of an answer", () => {
  test.each<[string, Parameters<typeof extendedInfo>[0], string[]]>([
    [
      "error with extended info",
      { error: { code: "x", "@Message.ExtendedInfo": [{ MessageId: "A.1.0.B" }] } },
      ["A.1.0.B"],
    ],
    ["one message without a list", { error: { "@Message.ExtendedInfo": { MessageId: "A.1.0.B" } } }, ["A.1.0.B"]],
    ["iLO 4's spelling", { error: { "@Message.ExtendedInfo": [{ MessageID: "A.1.0.B" }] } }, ["A.1.0.B"]],
    ["annotations of properties", { "Boot@Message.ExtendedInfo": [{ MessageId: "A.1.0.C" }] }, ["A.1.0.C"]],
    ["code and message alone", { error: { code: "A.1.0.D", message: "d" } }, ["A.1.0.D"]],
    ["entries that are no messages", { error: { "@Message.ExtendedInfo": [null, "x", 3] } }, []],
    ["no object", [1], []],
    ["nothing", undefined, []],
  ])("%s", (_what, body, ids) => {
    expect(extendedInfo(body).map(({ messageId }) => messageId)).toEqual(ids);
  });
});

test("an error names request, status, attribute and messages, and is known by its brand", () => {
  const messages = extendedInfo({
    error: { "@Message.ExtendedInfo": [{ MessageId: "Base.1.8.Oops", Message: "It broke." }] },
  });
  const error = new RedfishError("BAD_REQUEST", { method: "PATCH", path: "/r", status: 400, messages });
  expect(error.message).toBe("The BMC refused the request: PATCH /r answered 400: Base.1.8.Oops: It broke.");
  expect([isRedfishError(error), isRedfishError(error, "BAD_REQUEST"), isRedfishError(error, "TIMEOUT")]).toEqual([
    true,
    true,
    false,
  ]);
  expect([hasMessageKey(error, "Oops"), hasMessageKey(error, "Fine"), isRedfishError(new Error("x"))]).toEqual([
    true,
    false,
    false,
  ]);
});

test("every code leads to a failure code of drivers", () => {
  for (const { driverCode } of Object.values(REDFISH_FAILURES)) expect(FAILURES).toHaveProperty(driverCode);
});

test("secrets are found at any depth, and taken out of texts with user information of URLs", () => {
  const found = secretsIn({ Password: "a1", Oem: { Tokens: ["b2"], UserName: "joe" }, list: [{ NewPassword: "c3" }] });
  expect(found).toEqual(["a1", "b2", "c3"]);
  expect(redact("a1 joe b2 a1b2 https://joe:pw@files/x http://files/a@b", ["a1", "a1b2", "b2"])).toBe(
    "*** joe *** *** https://***@files/x http://files/a@b",
  );
});
