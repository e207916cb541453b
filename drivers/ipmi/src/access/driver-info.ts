import { DriverError, type JsonObject, type JsonValue, type Node } from "@steelyard/interfaces";
import { type IpmiConnectionOptions, PRIVILEGE_LEVELS, type PrivilegeLevel } from "@steelyard/ipmi-client";
import type { IpmiConfig } from "./ipmi-config.js";

/** What a node says about its BMC. @public */
export interface IpmiDriverInfo {
  readonly connection: IpmiConnectionOptions;
  /** The BMC forgets boot devices: they are sent again before each power on. */
  readonly forcesBootDevice: boolean;
  readonly disablesBootTimeout: boolean;
}

const TRUE = ["true", "1", "yes", "y", "on", "t"];
const FALSE = ["false", "0", "no", "n", "off", "f"];

/**
 * Reads the `ipmi_*` keys of `driver_info`; no I/O.
 *
 * @remarks
 * Numbers may be given as texts and booleans in the spellings of Ironic's clients. Lengths of user name and password and
 * the cipher suite are the client's to judge. Source: Ironic `ipmitool._parse_driver_info`.
 * @throws DriverError `MISSING_PARAMETER`, `INVALID_PARAMETER`, `NOT_SUPPORTED` naming the key
 */
export function readDriverInfo({ driverInfo }: Pick<Node, "driverInfo">, config: IpmiConfig): IpmiDriverInfo {
  const host = driverInfo["ipmi_address"];
  if (host === undefined || host === null || host === "")
    throw new DriverError("MISSING_PARAMETER", { reason: "driver_info/ipmi_address is not set." });
  if (typeof host !== "string") throw invalid("ipmi_address", "is not a text");
  mustBeVersion2(driverInfo["ipmi_protocol_version"]);
  mustNotBridge(driverInfo["ipmi_bridging"]);
  const port = whole(driverInfo, "ipmi_port", 1, 65_535);
  const cipherSuite = whole(driverInfo, "ipmi_cipher_suite", 0, 255);
  const kg = text(driverInfo, "ipmi_hex_kg_key");
  return {
    connection: {
      host,
      username: text(driverInfo, "ipmi_username") ?? "",
      password: text(driverInfo, "ipmi_password") ?? "",
      privilege: privilege(driverInfo["ipmi_priv_level"]),
      allowMd5Suites: config.allowMd5CipherSuites,
      ...(port === undefined ? {} : { port }),
      ...(kg === undefined ? {} : { kg }),
      ...(cipherSuite === undefined ? {} : { cipherSuite }),
    },
    forcesBootDevice: flag(driverInfo, "ipmi_force_boot_device") ?? false,
    disablesBootTimeout: flag(driverInfo, "ipmi_disable_boot_timeout") ?? config.disableBootTimeout,
  };
}

function mustBeVersion2(value: JsonValue | undefined): void {
  const version = String(value ?? "2.0");
  if (version === "2.0" || version === "2") return;
  if (version === "1.5")
    throw new DriverError("NOT_SUPPORTED", {
      reason: "driver_info/ipmi_protocol_version is 1.5; only IPMI 2.0 is supported.",
    });
  throw invalid("ipmi_protocol_version", "is not 2.0");
}

function mustNotBridge(value: JsonValue | undefined): void {
  const bridging = value ?? "no";
  if (bridging === "no") return;
  if (bridging === "single" || bridging === "dual")
    throw new DriverError("NOT_SUPPORTED", {
      reason: `driver_info/ipmi_bridging is ${bridging}; requests to controllers behind the BMC are not supported.`,
    });
  throw invalid("ipmi_bridging", "is not no, single or dual");
}

function privilege(value: JsonValue | undefined): PrivilegeLevel {
  const level = value ?? "ADMINISTRATOR";
  if (typeof level === "string" && Object.hasOwn(PRIVILEGE_LEVELS, level)) return level as PrivilegeLevel;
  throw invalid("ipmi_priv_level", `is not one of ${Object.keys(PRIVILEGE_LEVELS).join(", ")}`);
}

/** Passwords that look like numbers arrive as numbers from some clients. */
function text(info: JsonObject, key: string): string | undefined {
  const value = info[key];
  if (value === undefined || value === null) return undefined;
  if (typeof value !== "string" && typeof value !== "number") throw invalid(key, "is not a text");
  return String(value);
}

function whole(info: JsonObject, key: string, low: number, high: number): number | undefined {
  const value = info[key];
  if (value === undefined || value === null || value === "") return undefined;
  const number = typeof value === "string" && /^\d+$/.test(value.trim()) ? Number(value) : value;
  if (typeof number !== "number" || !Number.isInteger(number) || number < low || number > high)
    throw invalid(key, `is not a whole number from ${low} to ${high}`);
  return number;
}

function flag(info: JsonObject, key: string): boolean | undefined {
  const value = info[key];
  if (value === undefined || value === null) return undefined;
  const word = String(value).trim().toLowerCase();
  if (TRUE.includes(word)) return true;
  if (FALSE.includes(word)) return false;
  throw invalid(key, "is neither true nor false");
}

/** Never shows the value: it may be a secret. */
function invalid(key: string, why: string): DriverError {
  return new DriverError("INVALID_PARAMETER", { reason: `driver_info/${key} ${why}.` });
}
