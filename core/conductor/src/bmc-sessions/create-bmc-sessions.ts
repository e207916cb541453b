import type { BmcSessions, TaskLog } from "@steelyard/interfaces";
import type { Repositories } from "@steelyard/runtime-interfaces";
import { type SessionKeys, sessionKeys } from "./session-keys.js";
import { StoredBmcSession } from "./stored-bmc-session.js";

/**
 * Keeps the sessions with BMCs as rows, sealed with AES-256-GCM under a key of the database's cluster secret: what is seen of
 * a row opens no BMC. A row that can not be read counts as none.
 *
 * @remarks Source: DESIGN §3, "BMC sessions".
 * @param parts - `hostname`: this conductor's, as in {@link ConductorOptions}
 * @public
 */
export function createBmcSessions(parts: {
  readonly store: Pick<Repositories, "bmcSessions" | "settings">;
  readonly hostname: string;
  readonly log: TaskLog;
}): BmcSessions {
  const { store, hostname, log } = parts;
  let known: Promise<SessionKeys> | undefined;
  const keys = (): Promise<SessionKeys> => {
    known ??= sessionKeys(store.settings).catch((error: unknown) => {
      known = undefined; // the next call asks the database again
      throw error;
    });
    return known;
  };
  const shared = { rows: store.bmcSessions, conductor: hostname, log, keys };
  return { of: (account) => new StoredBmcSession(shared, account) };
}
