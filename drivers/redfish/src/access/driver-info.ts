import {
  DriverError,
  type InterfaceProperties,
  type JsonObject,
  type JsonValue,
  type Node,
} from "@steelyard/interfaces";
import { isRedfishError, parseBmcAddress, type RedfishTarget } from "@steelyard/redfish-client";
import type { RedfishConfig } from "../config/redfish-config.js";

/** The `driver_info` keys of the connection. Source: Ironic `ironic.drivers.modules.redfish.utils`. @public */
export const REDFISH_PROPERTIES: InterfaceProperties = {
  redfish_address:
    "URL of the BMC; https where the scheme is missing; a path is the path of the Redfish service root. Required.",
  redfish_system_id:
    "Path of the machine's ComputerSystem, e.g. /redfish/v1/Systems/1. Required where the BMC has more than one.",
  redfish_username: "Account at the BMC.",
  redfish_password: "Password of the account.",
  redfish_verify_ca:
    "true: the BMC's certificate is checked (default); false: it is not; or the path of a file or folder with authorities.",
  redfish_auth_type: "`basic`, `session` or `auto`. Default: [redfish] auth_type.",
  redfish_tls_minimum_version: "1.1, 1.2 or 1.3. Default: [redfish] tls_minimum_version.",
  redfish_tls_ciphers: "Ciphers in OpenSSL's notation. Default: [redfish] tls_ciphers.",
};

const TRUE_WORDS = ["true", "t", "yes", "y", "on", "1"];
const FALSE_WORDS = ["false", "f", "no", "n", "off", "0"];

/**
 * Reads who the BMC of a node is. No I/O: whether files named by `redfish_verify_ca` exist is seen when it is connected to.
 *
 * @throws DriverError `MISSING_PARAMETER`, `INVALID_PARAMETER`; both name the key
 * @public
 */
export function parseDriverInfo(node: Node, config: RedfishConfig): RedfishTarget {
  const info = node.driverInfo;
  const address = text(info, "redfish_address");
  if (address === undefined)
    throw new DriverError("MISSING_PARAMETER", { reason: "driver_info/redfish_address is not set." });
  try {
    parseBmcAddress(address);
  } catch (cause) {
    if (!isRedfishError(cause)) throw cause;
    throw invalid("redfish_address", "is not the URL or host name of a BMC; its scheme is https or http", cause);
  }
  const tlsMinVersion = oneOf(info, "redfish_tls_minimum_version", ["1.1", "1.2", "1.3"]) ?? config.tlsMinimumVersion;
  return {
    address,
    systemId: text(info, "redfish_system_id"),
    username: text(info, "redfish_username"),
    password: text(info, "redfish_password"),
    authType: oneOf(info, "redfish_auth_type", ["auto", "basic", "session"]) ?? config.authType,
    verifyCa: verifyCa(info["redfish_verify_ca"], config.verifyCa),
    tlsMinVersion: tlsMinVersion ?? undefined,
    tlsCiphers: text(info, "redfish_tls_ciphers") ?? config.tlsCiphers ?? undefined,
  };
}

function verifyCa(value: JsonValue | undefined, authorities: string | null): boolean | string {
  if (typeof value === "string" && !TRUE_WORDS.includes(value.toLowerCase())) {
    if (FALSE_WORDS.includes(value.toLowerCase())) return false;
    if (value.includes("/")) return value;
    throw invalid("redfish_verify_ca", "is neither true, false nor a path");
  }
  if (value === false) return false;
  if (value === undefined || value === null || value === true || typeof value === "string") return authorities ?? true;
  throw invalid("redfish_verify_ca", "is neither true, false nor a path");
}

function text(info: JsonObject, key: string): string | undefined {
  const value = info[key];
  if (value === undefined || value === null || value === "") return undefined;
  if (typeof value !== "string") throw invalid(key, "is not a text");
  return value;
}

function oneOf<T extends string>(info: JsonObject, key: string, known: readonly T[]): T | undefined {
  const value = text(info, key);
  if (value === undefined) return undefined;
  const found = known.find((each) => each === value);
  if (found === undefined) throw invalid(key, `is not one of ${known.join(", ")}`);
  return found;
}

function invalid(key: string, what: string, cause?: unknown): DriverError {
  return new DriverError("INVALID_PARAMETER", { reason: `driver_info/${key} ${what}.` }, { cause });
}
