/** A session at a BMC as a row; what it is stands in `sealed` alone. @public */
export interface BmcSessionRecord {
  /** Digest of the BMC's address and the user name. */
  readonly accountKey: string;
  readonly sealed: string;
  /** Host name of the conductor that uses it. */
  readonly conductor: string;
  readonly updatedAt: string;
}

/** The sessions at BMCs, at most one per account. The newest write counts: what it replaces is a session, not work. @public */
export interface BmcSessionStore {
  get(accountKey: string): Promise<BmcSessionRecord | undefined>;
  /** Adds the row or replaces it. */
  put(row: Omit<BmcSessionRecord, "updatedAt">): Promise<void>;
  /** Writes down that `conductor` uses the session `sealed` now; does nothing where the row holds another, or none is there. */
  take(row: Omit<BmcSessionRecord, "updatedAt">): Promise<void>;
  /** Deletes the row if it still holds `sealed`. */
  delete(accountKey: string, sealed: string): Promise<void>;
}
