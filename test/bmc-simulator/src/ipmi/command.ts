import type { BmcLife } from "../machine/bmc-life.js";
import type { Machine } from "../machine/machine.js";
import type { BootOptions } from "./boot-options.js";
import type { IpmiSessions, IpmiUser, Session } from "./sessions.js";

/** A completion code and the bytes behind it. */
export interface CommandAnswer {
  readonly code: number;
  readonly data: readonly number[] | Uint8Array;
}

/** What commands work on. */
export interface CommandContext {
  readonly machine: Machine;
  readonly life: BmcLife;
  readonly users: readonly IpmiUser[];
  readonly sessions: IpmiSessions;
  readonly bootOptions: BootOptions;
  /** IANA enterprise number of the vendor; 0: not specified. */
  readonly manufacturerId: number;
  readonly guid: Buffer;
}

/** Levels of a session. Source: IPMI 2.0 rev. 1.1, §6.8. */
export const PRIVILEGE = { callback: 1, user: 2, operator: 3, administrator: 4 } as const;

/** A command and the level it needs. Source: appendix G. */
export interface Command {
  readonly needs: number;
  run(data: Buffer, session: Session, context: CommandContext): CommandAnswer;
}

/** By number. */
export type CommandTable = Readonly<Record<number, Command>>;

/** Completion codes. Source: table 5-2. */
export const CODE = {
  ok: 0x00,
  invalidCommand: 0xc1,
  reservationCancelled: 0xc5,
  wrongLength: 0xc7,
  tooManyBytes: 0xca,
  notThere: 0xcb,
  invalidField: 0xcc,
  notReady: 0xd2,
  noPrivilege: 0xd4,
  notInThisState: 0xd5,
} as const;

export const ok = (data: readonly number[] | Uint8Array = []): CommandAnswer => ({ code: CODE.ok, data });
export const fail = (code: number): CommandAnswer => ({ code, data: [] });
