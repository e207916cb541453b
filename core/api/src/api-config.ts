/**
 * What the API needs to know.
 *
 * @remarks Source: Ironic `ironic/conf/api.py`, `[api]`.
 * @public
 */
export interface ApiConfig {
  /** Base of all links, without a trailing slash; null (default): taken from the request's Host. */
  readonly publicEndpoint: string | null;
  /** Longest page of a list (default 1000). */
  readonly maxLimit: number;
  /** Largest request body, in bytes (default 1 MiB). */
  readonly maxBodyBytes: number;
  /** Largest body of a provision request, in bytes (default 64 MiB; it may hold a config drive). */
  readonly maxProvisionBodyBytes: number;
  /** Serve lookup and heartbeat (default true; else 403). */
  readonly enableRamdiskEndpoints: boolean;
  /** How long the conductor may take to answer a request, in milliseconds (default 60 000). */
  readonly requestTimeoutMs: number;
  /** Conductor group of nodes that are created without one (default ""). */
  readonly defaultConductorGroup: string;
  /** Resource class of nodes that are created without one (default null). */
  readonly defaultResourceClass: string | null;
  /** `interface.step` of steps that clean requests may not name (default `vendor.send_raw`). */
  readonly disallowCleanSteps: readonly string[];
  /** As `disallowCleanSteps`, for deploy requests. */
  readonly disallowDeploySteps: readonly string[];
  /** As `disallowCleanSteps`, for service requests. */
  readonly disallowServiceSteps: readonly string[];
}

/** Raw bytes to a BMC can do anything. Source: Ironic `[api] disallow_clean_steps`. */
const DISALLOWED_STEPS = ["vendor.send_raw"];

/** @public */
export const API_DEFAULTS: ApiConfig = {
  publicEndpoint: null,
  maxLimit: 1000,
  maxBodyBytes: 1024 * 1024,
  maxProvisionBodyBytes: 64 * 1024 * 1024,
  enableRamdiskEndpoints: true,
  requestTimeoutMs: 60_000,
  defaultConductorGroup: "",
  defaultResourceClass: null,
  disallowCleanSteps: DISALLOWED_STEPS,
  disallowDeploySteps: DISALLOWED_STEPS,
  disallowServiceSteps: DISALLOWED_STEPS,
};
