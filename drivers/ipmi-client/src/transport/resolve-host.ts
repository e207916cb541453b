import { lookup } from "node:dns/promises";
import { IpmiError } from "../errors/ipmi-error.js";
import { waitAtMost } from "../session/exchange.js";
import type { BmcAddress } from "./ipmi-transport.js";

/**
 * The address of `host`: a name, an IPv4 or an IPv6 address, the latter also in brackets.
 *
 * @throws {@link IpmiError} `HOST_NOT_RESOLVED`, naming the host
 * @throws the signal's reason when it is aborted
 * @internal
 */
export async function resolveHost(
  host: string,
  port: number,
  timeoutMs: number,
  signal: AbortSignal | undefined,
): Promise<BmcAddress> {
  const name = host.startsWith("[") && host.endsWith("]") ? host.slice(1, -1) : host;
  const resolving = lookup(name).then(
    ({ address, family }) => ({ address, family: family === 6 ? (6 as const) : (4 as const), port }),
    (cause: NodeJS.ErrnoException) =>
      new IpmiError("HOST_NOT_RESOLVED", `The host ${host} does not resolve (${cause.code ?? "no code"}).`, { cause }),
  );
  const found = await waitAtMost(resolving, timeoutMs, signal);
  if (found === undefined) {
    throw new IpmiError("HOST_NOT_RESOLVED", `The host ${host} did not resolve in ${Math.round(timeoutMs)} ms.`);
  }
  if (found instanceof IpmiError) throw found;
  return found;
}
