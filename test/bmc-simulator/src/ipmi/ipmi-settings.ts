import type { CipherSuiteId } from "./suites.js";

/** How an IPMI BMC is set up. @public */
export interface IpmiSettings {
  /** Cipher suites it takes; default 3 and 17. 0 lets anybody in, 8 and 12 use MD5: they are for tests of clients. */
  readonly cipherSuites?: readonly CipherSuiteId[];
  /** Highest level of the user: 2 user, 3 operator, 4 administrator (default). */
  readonly maxPrivilege?: 2 | 3 | 4;
  /** Users beside the one of the credentials. */
  readonly otherUsers?: readonly {
    readonly username: string;
    readonly password: string;
    readonly maxPrivilege: 2 | 3 | 4;
  }[];
  /** Open sessions at a time; default 4, as many BMCs have. */
  readonly maxSessions?: number;
  /** Idle time after which a session ends, in milliseconds; default 60 000 (IPMI 2.0 §6.12.15). */
  readonly sessionIdleMs?: number;
  /** How long one-time boot flags stay valid when nobody starts the machine, in milliseconds; default 60 000 (§28.12). */
  readonly bootFlagsValidMs?: number;
  /** 20 bytes that stand in for the password in the session's key (K_G, §13.31). */
  readonly kgKey?: Uint8Array;
}
