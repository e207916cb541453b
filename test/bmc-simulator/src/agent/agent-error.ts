/** Kinds of errors with their HTTP status and first sentence. Source: ironic-python-agent `errors.py`. */
const KINDS = {
  RESTError: { code: 500, summary: "An error occurred" },
  TypeError: { code: 500, summary: "Command execution failed" },
  InvalidContentError: { code: 400, summary: "Invalid request body" },
  InvalidCommandError: { code: 400, summary: "Invalid command" },
  InvalidCommandParamsError: { code: 400, summary: "Invalid command parameters" },
  RequestedObjectNotFoundError: { code: 404, summary: "Not found" },
  CommandExecutionError: { code: 500, summary: "Command execution failed" },
  AgentIsBusy: { code: 409, summary: "Agent is busy" },
  VersionMismatch: {
    code: 409,
    summary: "Hardware managers version mismatch, reload agent with correct version",
  },
  ServiceLookupFailure: { code: 500, summary: "Cannot find a service through multicast" },
  LookupNodeError: { code: 500, summary: "Error getting configuration from Ironic" },
  LookupAgentIPError: { code: 500, summary: "Error finding IP for Ironic Agent" },
  HeartbeatError: { code: 500, summary: "Error heartbeating to agent API" },
  HeartbeatConflictError: { code: 500, summary: "ConflictError heartbeating to agent API" },
  InspectionError: { code: 500, summary: "Failed to perform inspection" },
  DeviceNotFound: {
    code: 404,
    summary: "Error finding the disk or partition device to deploy the image onto",
  },
  HardwareManagerMethodNotFound: { code: 500, summary: "No HardwareManager found to handle method" },
  BlockDeviceEraseError: { code: 500, summary: "Error erasing block device" },
  SoftwareRAIDError: { code: 500, summary: "Software RAID caused unknown error" },
  CleaningError: { code: 500, summary: "Clean step failed" },
  DeploymentError: { code: 500, summary: "Deploy step failed" },
  ServicingError: { code: 500, summary: "Service step failed" },
  ImageDownloadError: { code: 500, summary: "Error downloading image" },
  ImageDownloadFatalError: { code: 500, summary: "Error downloading image" },
  ImageDownloadOutofSpaceError: { code: 500, summary: "Error downloading image" },
  ImageDownloadTimeoutError: { code: 408, summary: "Image download timeout" },
  ImageChecksumError: { code: 500, summary: "Error verifying image checksum" },
  ImageWriteError: { code: 500, summary: "Error writing image to device" },
  InvalidImage: { code: 500, summary: "The provided image is not valid for use" },
} as const satisfies Record<string, { readonly code: number; readonly summary: string }>;

export type AgentErrorType = keyof typeof KINDS;

/** An error as `command_error` shows it. */
export interface WireError {
  readonly type: string;
  readonly code: number;
  readonly message: string;
  readonly details: string;
}

/** What goes wrong in the agent, named as ironic-python-agent names it on the wire. */
export class AgentError extends Error {
  readonly type: AgentErrorType;
  readonly details: string;

  constructor(type: AgentErrorType, details: string, options: { readonly cause?: unknown } = {}) {
    super(`${KINDS[type].summary}: ${details}`, options);
    this.type = type;
    this.details = details;
  }

  get code(): number {
    return KINDS[this.type].code;
  }

  toWire(): WireError {
    const { code, summary } = KINDS[this.type];
    return { type: this.type, code, message: summary, details: this.details };
  }
}

export function isAgentError(error: unknown, ...types: readonly AgentErrorType[]): error is AgentError {
  return error instanceof AgentError && (types.length === 0 || types.includes(error.type));
}

/** What an error says, without its stack. */
export function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const { code } = error as NodeJS.ErrnoException;
  return error.message === "" ? (code ?? error.name) : error.message;
}
