/**
 * Generic completion codes with their names.
 *
 * @remarks Source: IPMI 2.0 rev. 1.1, table 5-2. Codes 80h–BEh belong to a command, 01h–7Eh to an OEM.
 * @public
 */
export const COMPLETION_CODES = {
  192: { name: "NODE_BUSY", summary: "node busy" },
  193: { name: "INVALID_COMMAND", summary: "invalid command" },
  194: { name: "INVALID_COMMAND_FOR_LUN", summary: "command invalid for given LUN" },
  195: { name: "PROCESSING_TIMEOUT", summary: "timeout while processing the command" },
  196: { name: "OUT_OF_SPACE", summary: "out of space" },
  197: { name: "RESERVATION_LOST", summary: "reservation cancelled or invalid reservation ID" },
  198: { name: "REQUEST_TRUNCATED", summary: "request data truncated" },
  199: { name: "INVALID_REQUEST_LENGTH", summary: "request data length invalid" },
  200: { name: "REQUEST_TOO_LONG", summary: "request data field length limit exceeded" },
  201: { name: "PARAMETER_OUT_OF_RANGE", summary: "parameter out of range" },
  202: { name: "CANNOT_RETURN_LENGTH", summary: "cannot return the number of requested data bytes" },
  203: { name: "NOT_PRESENT", summary: "requested sensor, data or record not present" },
  204: { name: "INVALID_DATA_FIELD", summary: "invalid data field in request" },
  205: { name: "ILLEGAL_FOR_SENSOR", summary: "command illegal for the sensor or record type" },
  206: { name: "NO_RESPONSE", summary: "response could not be provided" },
  207: { name: "DUPLICATED_REQUEST", summary: "cannot execute a duplicated request" },
  208: { name: "SDR_IN_UPDATE", summary: "SDR repository in update mode" },
  209: { name: "FIRMWARE_UPDATE", summary: "device in firmware update mode" },
  210: { name: "INITIALIZING", summary: "BMC initialization in progress" },
  211: { name: "DESTINATION_UNAVAILABLE", summary: "destination unavailable" },
  212: { name: "INSUFFICIENT_PRIVILEGE", summary: "insufficient privilege level" },
  213: { name: "NOT_SUPPORTED_IN_STATE", summary: "command not supported in present state" },
  214: { name: "SUBFUNCTION_DISABLED", summary: "sub-function disabled or unavailable" },
  255: { name: "UNSPECIFIED", summary: "unspecified error" },
} as const satisfies Readonly<Record<number, { readonly name: string; readonly summary: string }>>;

/** @public */
export type CompletionCodeName = (typeof COMPLETION_CODES)[keyof typeof COMPLETION_CODES]["name"];

/** The name and text of any completion code; those without a generic meaning are named by their range. @public */
export function describeCompletionCode(code: number): { readonly name: string; readonly summary: string } {
  const known = (COMPLETION_CODES as Readonly<Record<number, { readonly name: string; readonly summary: string }>>)[
    code
  ];
  if (known !== undefined) return known;
  if (code >= 0x80 && code <= 0xbe) return { name: "COMMAND_SPECIFIC", summary: "command-specific error" };
  if (code >= 0x01 && code <= 0x7e) return { name: "OEM", summary: "OEM error" };
  return { name: "RESERVED", summary: "reserved completion code" };
}
