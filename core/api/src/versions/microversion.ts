import { ApiError } from "../http/api-error.js";

/** Range of microversions. Source: Ironic `ironic.api.controllers.v1.versions`, 2026.2. */
export const MIN_MINOR = 1;
export const MAX_MINOR = 115;

export const VERSION_HEADER = "x-openstack-ironic-api-version";
const SERVICE_HEADER = "openstack-api-version";

/** The range as response headers. */
export const RANGE_HEADERS: Readonly<Record<string, string>> = {
  "x-openstack-ironic-api-minimum-version": `1.${MIN_MINOR}`,
  "x-openstack-ironic-api-maximum-version": `1.${MAX_MINOR}`,
};

type Headers = Readonly<Record<string, string | string[] | undefined>>;

function headerText(headers: Headers, name: string): string | undefined {
  const value = headers[name];
  const text = Array.isArray(value) ? value.join(",") : value;
  return text?.trim() || undefined;
}

/** `OpenStack-API-Version: compute 2.1, baremetal 1.58` → `1.58`. The last one for this service holds. */
function serviceVersion(headers: Headers): string | undefined {
  const entries = headerText(headers, SERVICE_HEADER)?.split(",") ?? [];
  const ours = entries
    .map((entry) => entry.trim().split(/\s+/))
    .filter(([service]) => service?.toLowerCase() === "baremetal");
  return ours.at(-1)?.[1];
}

/**
 * Reads which microversion a request wants: `OpenStack-API-Version` before `X-OpenStack-Ironic-API-Version`; none is 1.1.
 *
 * @remarks Source: Ironic `ironic.api.controllers.base.Version`; microversion-parse.
 * @throws ApiError 406, with the range in the headers, for text that is no version or one out of range
 */
export function negotiate(headers: Headers): number {
  const wanted = serviceVersion(headers) ?? headerText(headers, VERSION_HEADER);
  if (wanted === undefined) return MIN_MINOR;
  if (wanted.toLowerCase() === "latest") return MAX_MINOR;
  const refuse = (message: string) => new ApiError(406, message, { shape: "abort", headers: RANGE_HEADERS });
  const match = /^(\d{1,6})\.(\d{1,6})$/.exec(wanted);
  if (match === null) throw refuse("Invalid value for X-OpenStack-Ironic-API-Version header");
  const [major, minor] = [Number(match[1]), Number(match[2])];
  const range = `The supported version range is: [1.${MIN_MINOR}, 1.${MAX_MINOR}].`;
  if (major !== 1) {
    throw refuse(
      `Mutually exclusive versions requested. Version ${wanted} requested but not supported by this service. ${range}`,
    );
  }
  if (minor < MIN_MINOR || minor > MAX_MINOR) {
    throw refuse(`Version ${wanted} was requested but the minor version is not supported by this service. ${range}`);
  }
  return minor;
}
