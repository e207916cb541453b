import { DriverError, type FailureCode, type JsonObject } from "@steelyard/interfaces";
import { isRedfishError, REDFISH_FAILURES, type RedfishError } from "@steelyard/redfish-client";

/** Registry keys that say more than the status they come with. */
const CODE_OF_KEY: Readonly<Record<string, FailureCode>> = {
  /** iDRAC: the host is still on its way to the last power state. */
  ActionParameterValueConflict: "BMC_BUSY",
  /** Supermicro: the feature needs a licence key. */
  OemLicenseNotPassed: "NOT_SUPPORTED",
  LicenseKeyRequired: "NOT_SUPPORTED",
};

/** Options of the client by the `driver_info` key that they come from. */
const KEY_OF_OPTION: Readonly<Record<string, string>> = {
  address: "redfish_address",
  verifyCa: "redfish_verify_ca",
  tlsMinVersion: "redfish_tls_minimum_version",
  authType: "redfish_auth_type",
};

/**
 * The failure as the conductor understands it, with the BMC's own words. Errors that are not the wire client's stay as they
 * are.
 */
export function asDriverError(error: unknown, facts: JsonObject = {}): unknown {
  if (!isRedfishError(error)) return error;
  const key = error.code === "BAD_OPTION" ? KEY_OF_OPTION[error.attribute ?? ""] : undefined;
  return new DriverError(
    codeOf(error),
    {
      reason: key === undefined ? hint(error) : `driver_info/${key}: ${error.message}`,
      ...facts,
      ...(error.status === undefined ? {} : { status: error.status }),
      ...(error.attribute === undefined || error.path === undefined
        ? {}
        : { path: error.path, attribute: error.attribute }),
      ...(error.messageIds.length === 0 ? {} : { message_ids: error.messageIds }),
    },
    { cause: error },
  );
}

function codeOf(error: RedfishError): FailureCode {
  const told = error.messages.map((message) => CODE_OF_KEY[message.key]).find((code) => code !== undefined);
  // The client was logged out in favour of others; the next call gets a new one.
  if (error.code === "CLOSED") return "BMC_UNREACHABLE";
  return told ?? REDFISH_FAILURES[error.code].driverCode;
}

function hint(error: RedfishError): string {
  if (error.code === "SYSTEM_NOT_CHOSEN") return `Set driver_info/redfish_system_id. ${error.message}`;
  if (error.code === "AUTH_REJECTED") return `${error.message} See driver_info/redfish_username and redfish_password.`;
  return error.message;
}
