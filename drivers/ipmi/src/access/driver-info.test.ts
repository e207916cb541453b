import { configDefaults, isDriverError, type JsonObject } from "@steelyard/interfaces";
import { createIpmiPool } from "@steelyard/ipmi-client";
import { describe, expect, test } from "vitest";
import { readDriverInfo } from "./driver-info.js";
import { IpmiBmcs } from "./ipmi-bmcs.js";
import { IPMI_CONFIG, type IpmiConfig } from "./ipmi-config.js";

const CONFIG = configDefaults(IPMI_CONFIG);
const HOST = { ipmi_address: "bmc.example" };

function validate(driverInfo: JsonObject, config: Partial<IpmiConfig> = {}): void {
  new IpmiBmcs(createIpmiPool(), { ...CONFIG, ...config }).validate({ driverInfo });
}

test("an address is enough", () => {
  expect(readDriverInfo({ driverInfo: HOST }, CONFIG)).toEqual({
    connection: { host: "bmc.example", username: "", password: "", privilege: "ADMINISTRATOR", allowMd5Suites: false },
    forcesBootDevice: false,
    disablesBootTimeout: true,
  });
  validate(HOST);
});

test("takes every key, numbers as texts and booleans in the spellings of clients", () => {
  const driverInfo = {
    ...HOST,
    ipmi_port: "6230",
    ipmi_username: "admin",
    ipmi_password: 1234,
    ipmi_hex_kg_key: "00112233445566778899aabbccddeeff00112233",
    ipmi_priv_level: "OPERATOR",
    ipmi_protocol_version: "2.0",
    ipmi_cipher_suite: "3",
    ipmi_bridging: "no",
    ipmi_force_boot_device: "yes",
    ipmi_disable_boot_timeout: "False",
  };
  expect(readDriverInfo({ driverInfo }, CONFIG)).toEqual({
    connection: {
      host: "bmc.example",
      port: 6230,
      username: "admin",
      password: "1234",
      kg: "00112233445566778899aabbccddeeff00112233",
      privilege: "OPERATOR",
      cipherSuite: 3,
      allowMd5Suites: false,
    },
    forcesBootDevice: true,
    disablesBootTimeout: false,
  });
  validate(driverInfo);
});

describe("refuses", () => {
  test.each<{ title: string; driverInfo: JsonObject; code: string; names: string }>([
    { title: "no address", driverInfo: {}, code: "MISSING_PARAMETER", names: "ipmi_address" },
    { title: "an empty address", driverInfo: { ipmi_address: "" }, code: "MISSING_PARAMETER", names: "ipmi_address" },
    { title: "an address with a blank", driverInfo: { ipmi_address: "a b" }, code: "INVALID_PARAMETER", names: "host" },
    { title: "port 0", driverInfo: { ...HOST, ipmi_port: 0 }, code: "INVALID_PARAMETER", names: "ipmi_port" },
    {
      title: "a port of words",
      driverInfo: { ...HOST, ipmi_port: "ipmi" },
      code: "INVALID_PARAMETER",
      names: "ipmi_port",
    },
    {
      title: "a password beyond 20 bytes",
      driverInfo: { ...HOST, ipmi_password: "secret-".repeat(4) },
      code: "INVALID_PARAMETER",
      names: "password has 28 bytes",
    },
    {
      title: "a user name beyond 16 bytes",
      driverInfo: { ...HOST, ipmi_username: "u".repeat(17) },
      code: "INVALID_PARAMETER",
      names: "username has 17 bytes",
    },
    {
      title: "a Kg key that is not hexadecimal",
      driverInfo: { ...HOST, ipmi_hex_kg_key: "secret-x" },
      code: "INVALID_PARAMETER",
      names: "kg",
    },
    {
      title: "an unknown privilege",
      driverInfo: { ...HOST, ipmi_priv_level: "OEM" },
      code: "INVALID_PARAMETER",
      names: "ipmi_priv_level",
    },
    {
      title: "IPMI 1.5",
      driverInfo: { ...HOST, ipmi_protocol_version: "1.5" },
      code: "NOT_SUPPORTED",
      names: "only IPMI 2.0",
    },
    {
      title: "an unknown version",
      driverInfo: { ...HOST, ipmi_protocol_version: 3 },
      code: "INVALID_PARAMETER",
      names: "ipmi_protocol_version",
    },
    {
      title: "bridging",
      driverInfo: { ...HOST, ipmi_bridging: "dual" },
      code: "NOT_SUPPORTED",
      names: "ipmi_bridging",
    },
    {
      title: "unknown bridging",
      driverInfo: { ...HOST, ipmi_bridging: "x" },
      code: "INVALID_PARAMETER",
      names: "ipmi_bridging",
    },
    {
      title: "cipher suite 0, which protects nothing",
      driverInfo: { ...HOST, ipmi_cipher_suite: 0 },
      code: "INVALID_PARAMETER",
      names: "cipherSuite 0",
    },
    {
      title: "cipher suite 8, which relies on MD5",
      driverInfo: { ...HOST, ipmi_cipher_suite: 8 },
      code: "INVALID_PARAMETER",
      names: "[ipmi] allow_md5_cipher_suites",
    },
    {
      title: "a cipher suite of words",
      driverInfo: { ...HOST, ipmi_cipher_suite: "best" },
      code: "INVALID_PARAMETER",
      names: "ipmi_cipher_suite",
    },
    {
      title: "a flag that is neither",
      driverInfo: { ...HOST, ipmi_force_boot_device: "maybe" },
      code: "INVALID_PARAMETER",
      names: "ipmi_force_boot_device",
    },
  ])("$title", ({ driverInfo, code, names }) => {
    const error = failure(() => validate(driverInfo));
    expect(isDriverError(error)).toBe(true);
    expect(error).toMatchObject({ code });
    expect(String(error)).toContain(names);
    expect(String(error)).not.toContain("secret-");
  });
});

test("takes the MD5 suites where the configuration allows them", () => {
  validate({ ...HOST, ipmi_cipher_suite: 8 }, { allowMd5CipherSuites: true });
  validate({ ...HOST, ipmi_cipher_suite: 12 }, { allowMd5CipherSuites: true });
});

function failure(work: () => void): unknown {
  try {
    work();
  } catch (error) {
    return error;
  }
  return undefined;
}
