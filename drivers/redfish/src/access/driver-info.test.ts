import { aNode } from "@steelyard/driver-contract";
import { configDefaults, type JsonObject } from "@steelyard/interfaces";
import { describe, expect, test } from "vitest";
import { REDFISH_CONFIG, type RedfishConfig } from "../config/redfish-config.js";
import { parseDriverInfo } from "./driver-info.js";

function parse(driverInfo: JsonObject, config: Partial<RedfishConfig> = {}) {
  return parseDriverInfo(aNode({ driverInfo }), { ...configDefaults(REDFISH_CONFIG), ...config });
}

describe("driver_info", () => {
  test("is taken with the configuration's defaults", () => {
    expect(parse({ redfish_address: "bmc.example" })).toEqual({
      address: "bmc.example",
      systemId: undefined,
      username: undefined,
      password: undefined,
      authType: "auto",
      verifyCa: true,
      tlsMinVersion: undefined,
      tlsCiphers: undefined,
    });
    const configured: Partial<RedfishConfig> = {
      authType: "basic",
      verifyCa: "/etc/ca.pem",
      tlsMinimumVersion: "1.3",
      tlsCiphers: "HIGH",
    };
    expect(parse({ redfish_address: "bmc.example" }, configured)).toMatchObject({
      authType: "basic",
      verifyCa: "/etc/ca.pem",
      tlsMinVersion: "1.3",
      tlsCiphers: "HIGH",
    });
  });

  test("beats the configuration", () => {
    const info = {
      redfish_address: "https://bmc.example:8443/prefix",
      redfish_system_id: "/redfish/v1/Systems/1",
      redfish_username: "admin",
      redfish_password: "secret",
      redfish_auth_type: "session",
      redfish_tls_minimum_version: "1.2",
      redfish_tls_ciphers: "DEFAULT@SECLEVEL=0",
    };
    expect(parse(info, { authType: "basic", tlsMinimumVersion: "1.3", tlsCiphers: "HIGH" })).toMatchObject({
      systemId: "/redfish/v1/Systems/1",
      username: "admin",
      password: "secret",
      authType: "session",
      tlsMinVersion: "1.2",
      tlsCiphers: "DEFAULT@SECLEVEL=0",
    });
  });

  test.each([
    [true, true],
    ["True", true],
    ["yes", true],
    [false, false],
    ["False", false],
    ["0", false],
    ["/etc/pki/bmc.pem", "/etc/pki/bmc.pem"],
    ["./ca", "./ca"],
  ])("redfish_verify_ca %j is %j", (value, verifyCa) => {
    expect(parse({ redfish_address: "bmc", redfish_verify_ca: value }).verifyCa).toBe(verifyCa);
  });

  test("redfish_verify_ca false is not overruled by configured authorities", () => {
    expect(parse({ redfish_address: "bmc", redfish_verify_ca: false }, { verifyCa: "/ca" }).verifyCa).toBe(false);
  });

  test.each<[string, JsonObject, string]>([
    ["redfish_address", {}, "MISSING_PARAMETER"],
    ["redfish_address", { redfish_address: "" }, "MISSING_PARAMETER"],
    ["redfish_address", { redfish_address: "ftp://bmc" }, "INVALID_PARAMETER"],
    ["redfish_address", { redfish_address: "https://" }, "INVALID_PARAMETER"],
    ["redfish_address", { redfish_address: 5 }, "INVALID_PARAMETER"],
    ["redfish_system_id", { redfish_address: "bmc", redfish_system_id: 1 }, "INVALID_PARAMETER"],
    ["redfish_password", { redfish_address: "bmc", redfish_password: 1234 }, "INVALID_PARAMETER"],
    ["redfish_verify_ca", { redfish_address: "bmc", redfish_verify_ca: "maybe" }, "INVALID_PARAMETER"],
    ["redfish_verify_ca", { redfish_address: "bmc", redfish_verify_ca: 1 }, "INVALID_PARAMETER"],
    ["redfish_auth_type", { redfish_address: "bmc", redfish_auth_type: "digest" }, "INVALID_PARAMETER"],
    [
      "redfish_tls_minimum_version",
      { redfish_address: "bmc", redfish_tls_minimum_version: "1.0" },
      "INVALID_PARAMETER",
    ],
  ])("%s is named when it is wrong: %j", (key, info, code) => {
    expect(() => parse(info)).toThrow(
      expect.objectContaining({ code, message: expect.stringContaining(`driver_info/${key}`) }),
    );
  });
});
