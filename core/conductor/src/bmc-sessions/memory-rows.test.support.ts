import type { BmcSessionRecord, BmcSessionStore, SettingStore } from "@steelyard/runtime-interfaces";

/** Rows of a database that conductors share. */
export class MemoryRows {
  readonly sessions = new Map<string, BmcSessionRecord>();
  readonly values = new Map<string, string>();

  readonly bmcSessions: BmcSessionStore = {
    get: async (accountKey) => this.sessions.get(accountKey),
    put: async (row) => void this.sessions.set(row.accountKey, { ...row, updatedAt: new Date().toISOString() }),
    take: async ({ accountKey, sealed, conductor }) => {
      const row = this.sessions.get(accountKey);
      if (row?.sealed === sealed) this.sessions.set(accountKey, { ...row, conductor });
    },
    delete: async (accountKey, sealed) => {
      if (this.sessions.get(accountKey)?.sealed === sealed) this.sessions.delete(accountKey);
    },
  };

  readonly settings: SettingStore = {
    get: async (name) => this.values.get(name),
    putIfAbsent: async (name, value) => {
      if (!this.values.has(name)) this.values.set(name, value);
      return this.values.get(name) as string;
    },
  };
}
