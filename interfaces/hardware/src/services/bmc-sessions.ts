import { type Token, token } from "../driver/token.js";

/** An account at a BMC, as a node's `driver_info` names it. @public */
export interface BmcAccount {
  /** Where the BMC is, in one spelling per BMC: its origin and the path of its service, e.g. `https://10.0.0.7/redfish/v1/`. */
  readonly address: string;
  readonly username: string;
  /** Never kept; a session is given only to who knows the password it was opened with. */
  readonly password: string | undefined;
}

/** A session that is open at a BMC. The token is a secret. @public */
export interface BmcSession {
  /** Path of the session at the BMC; a DELETE on it ends the session. */
  readonly location: string;
  readonly token: string;
}

/** The kept session of one account. Any call may fail as the store behind it does. @public */
export interface KeptBmcSession {
  /**
   * Takes over the session that is kept.
   * @returns undefined when there is none, it can not be read, or it was opened with another password
   */
  load(): Promise<BmcSession | undefined>;
  /** Keeps `session` in place of what is kept. */
  save(session: BmcSession): Promise<void>;
  /** Forgets `session`; another one that was saved in the meantime stays. */
  clear(session: BmcSession): Promise<void>;
  /** Whether another process has taken over `session`, so that ending it would end the other's work. */
  isTakenOver(session: BmcSession): Promise<boolean>;
}

/**
 * Keeps the sessions with BMCs where a successor finds them, so that processes that die do not use up the few a BMC has.
 *
 * @remarks Source: DESIGN §3, "BMC sessions".
 * @public
 */
export interface BmcSessions {
  /** No I/O. */
  of(account: BmcAccount): KeptBmcSession;
}

/** Sessions end with the process ({@link NoBmcSessions}) where nobody provides this. @public */
export const BMC_SESSIONS: Token<BmcSessions> = token("interfaces/bmc-sessions");
