import type { SessionKeys } from "./crypto.js";
import type { Suite } from "./suites.js";

/** A user of the BMC. */
export interface IpmiUser {
  readonly username: string;
  readonly password: string;
  readonly maxPrivilege: number;
}

/** A session, from the Open Session Request on. */
export interface Session {
  readonly id: number;
  readonly consoleId: number;
  readonly suite: Suite;
  readonly random: Buffer;
  /** What RAKP 1 said. */
  consoleRandom: Buffer;
  role: number;
  name: Buffer;
  user: IpmiUser | undefined;
  /** Set once RAKP 3 was right. */
  keys: SessionKeys | undefined;
  sequence: number;
  readonly window: SequenceWindow;
  /** 1 callback, 2 user, 3 operator, 4 administrator. */
  privilege: number;
  maxPrivilege: number;
  reservation: number;
  lastUsed: number;
}

/** Sequence numbers that were seen: 16 ahead of the highest and 15 behind it are taken, once each. Source: §6.12.13. */
export class SequenceWindow {
  #highest = 0;
  /** Bit n: the highest minus n was seen. */
  #seen = 1;

  takes(sequence: number): boolean {
    const ahead = sequence - this.#highest;
    if (sequence === 0 || ahead > 16 || ahead <= -16) return false;
    if (ahead > 0) {
      this.#seen = ((this.#seen << ahead) | 1) & 0xffff;
      this.#highest = sequence;
      return true;
    }
    const bit = 1 << -ahead;
    if ((this.#seen & bit) !== 0) return false;
    this.#seen |= bit;
    return true;
  }
}

/** The sessions of a BMC; it has room for a few, and one that nobody uses ends after a while. */
export class IpmiSessions {
  readonly #max: number;
  readonly #idleMs: number;
  readonly #now: () => number;
  readonly #sessions = new Map<number, Session>();
  #nextId = 0x0200_0001;

  constructor(max: number, idleMs: number, now = () => performance.now()) {
    this.#max = max;
    this.#idleMs = idleMs;
    this.#now = now;
  }

  get count(): number {
    this.#endIdle();
    return this.#sessions.size;
  }

  /** @returns undefined when there is no room */
  add(parts: Pick<Session, "consoleId" | "suite" | "random">): Session | undefined {
    if (this.count >= this.#max) return undefined;
    const session: Session = {
      ...parts,
      id: this.#nextId++,
      consoleRandom: Buffer.alloc(16),
      role: 0,
      name: Buffer.alloc(0),
      user: undefined,
      keys: undefined,
      sequence: 0,
      window: new SequenceWindow(),
      privilege: 2,
      maxPrivilege: 2,
      reservation: 0,
      lastUsed: this.#now(),
    };
    this.#sessions.set(session.id, session);
    return session;
  }

  find(id: number): Session | undefined {
    this.#endIdle();
    return this.#sessions.get(id);
  }

  use(session: Session): void {
    session.lastUsed = this.#now();
  }

  remove(id: number): boolean {
    return this.#sessions.delete(id);
  }

  clear(): void {
    this.#sessions.clear();
  }

  #endIdle(): void {
    const oldest = this.#now() - this.#idleMs;
    for (const [id, { lastUsed }] of this.#sessions) if (lastUsed < oldest) this.#sessions.delete(id);
  }
}
