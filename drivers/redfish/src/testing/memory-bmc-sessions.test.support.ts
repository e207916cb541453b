import type { BmcSession, BmcSessions } from "@steelyard/interfaces";

interface Row {
  session: BmcSession;
  password: string | undefined;
  process: string;
}

/** Kept sessions in memory, shared by several processes. */
export class MemoryBmcSessions {
  readonly rows = new Map<string, Row>();

  /** The sessions as the process of this name sees them. */
  seenBy(process: string): BmcSessions {
    return {
      of: (account) => {
        const { rows } = this;
        const key = `${account.username} at ${account.address}`;
        const rowOf = (session: BmcSession): Row | undefined => {
          const row = rows.get(key);
          return row?.session.token === session.token ? row : undefined;
        };
        return {
          load: async () => {
            const row = rows.get(key);
            if (row === undefined || row.password !== account.password) return undefined;
            row.process = process;
            return row.session;
          },
          save: async (session) => void rows.set(key, { session, password: account.password, process }),
          clear: async (session) => {
            if (rowOf(session) !== undefined) rows.delete(key);
          },
          isTakenOver: async (session) => {
            const row = rowOf(session);
            return row !== undefined && row.process !== process;
          },
        };
      },
    };
  }
}
