import type { BmcSessions } from "@steelyard/interfaces";
import { parseBmcAddress, type RedfishTarget } from "@steelyard/redfish-client";

/** The target with the place its session is kept at, where it logs in at all. No I/O. */
export function withKeptSession(target: RedfishTarget, sessions: BmcSessions): RedfishTarget {
  const { username, password, authType } = target;
  if (username === undefined || authType === "basic") return target;
  const { origin, rootPath } = parseBmcAddress(target.address);
  return { ...target, sessionStore: sessions.of({ address: `${origin}${rootPath}`, username, password }) };
}
