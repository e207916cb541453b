/** A Redfish session at the BMC. The token is a secret: keep it sealed. @public */
export interface StoredSession {
  /** Path of the session resource; a DELETE on it ends the session. */
  readonly location: string;
  readonly token: string;
}

/**
 * Where the session with one BMC account outlives the process, so that a successor reuses or deletes it.
 *
 * @remarks Source: DESIGN §3, "BMC sessions".
 * @public
 */
export interface SessionStore {
  /** Takes over the session that is kept. It must have been opened with the same user name and password. */
  load(): Promise<StoredSession | undefined>;
  save(session: StoredSession): Promise<void>;
  /** Forgets `session`; another one that was saved in the meantime stays. */
  clear(session: StoredSession): Promise<void>;
  /** Whether another process has taken over `session`: then it is left to that one. */
  isTakenOver(session: StoredSession): Promise<boolean>;
}
