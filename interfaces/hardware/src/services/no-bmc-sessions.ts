import type { BmcSessions, KeptBmcSession } from "./bmc-sessions.js";

/** Keeps no session: each process opens its own, and one that is killed leaves it to the BMC's timeout. @public */
export class NoBmcSessions implements BmcSessions {
  of(): KeptBmcSession {
    return {
      load: async () => undefined,
      save: async () => undefined,
      clear: async () => undefined,
      isTakenOver: async () => false,
    };
  }
}
