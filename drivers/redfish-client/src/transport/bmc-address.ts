import { RedfishError } from "../errors/redfish-error.js";

/** Where a BMC's Redfish service is. @public */
export interface BmcAddress {
  /** Scheme, host and port, without user information. */
  readonly origin: string;
  /** Path of the service root, with a slash at its end: `/redfish/v1/` unless the address has a path. */
  readonly rootPath: string;
}

const DEFAULT_ROOT = "/redfish/v1/";

/**
 * Reads `redfish_address`: a missing scheme means https, a path is the path of the service root, user information,
 * query and fragment are dropped.
 *
 * @remarks Source: Ironic driver_info `redfish_address`; DSP0266, "Service root".
 * @throws RedfishError `BAD_OPTION`
 * @public
 */
export function parseBmcAddress(address: string): BmcAddress {
  const trimmed = address.trim();
  const text = /^[a-z][a-z0-9+.-]*:\/\//i.test(trimmed) ? trimmed : `https://${bracketed(trimmed)}`;
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url === undefined || url.hostname === "") {
    throw new RedfishError("BAD_OPTION", { reason: "the address is not a URL or a host name", attribute: "address" });
  }
  if (url.protocol !== "https:" && url.protocol !== "http:") {
    throw new RedfishError("BAD_OPTION", {
      reason: `the address has scheme ${url.protocol.slice(0, -1)}; known are https and http`,
      attribute: "address",
    });
  }
  const path = url.pathname.replace(/\/+$/, "");
  return { origin: url.origin, rootPath: path === "" ? DEFAULT_ROOT : `${path}/` };
}

/** A bare IPv6 address gets the brackets a URL needs. */
function bracketed(host: string): string {
  return /^[0-9a-f]*:[0-9a-f:.]*:[0-9a-f:.]*$/i.test(host) ? `[${host}]` : host;
}

/**
 * The path, with query, that a link of the service leads to.
 * @throws RedfishError `REDIRECT_REFUSED` for a link to another origin: credentials are not sent there.
 * @internal
 */
export function pathOfLink(link: string, address: BmcAddress, from?: string): string {
  const base = new URL(from ?? address.rootPath, address.origin).href;
  if (!URL.canParse(link, base)) {
    throw new RedfishError("BAD_ANSWER", { reason: "a link is not a URL", path: from ?? address.rootPath });
  }
  const url = new URL(link, base);
  if (url.origin !== address.origin) {
    throw new RedfishError("REDIRECT_REFUSED", {
      reason: `${url.origin} is not ${address.origin}; credentials are only sent to the configured address`,
      path: from ?? url.pathname,
    });
  }
  return `${url.pathname}${url.search}`;
}

/**
 * Says whether two links name the same resource. Letter case, a final slash and a fragment do not matter: HPE services
 * ignore the first two and mix them in their own links.
 * @public
 */
export function isSameResource(a: string, b: string): boolean {
  return resourceKey(a) === resourceKey(b);
}

/** @internal */
export function resourceKey(link: string): string {
  return (link.split("#")[0] ?? "").replace(/\/+$/, "").toLowerCase();
}
