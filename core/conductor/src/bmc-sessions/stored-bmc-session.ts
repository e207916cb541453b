import { createHash, createHmac, timingSafeEqual } from "node:crypto";
import type { BmcAccount, BmcSession, KeptBmcSession, TaskLog } from "@steelyard/interfaces";
import type { BmcSessionRecord, BmcSessionStore } from "@steelyard/runtime-interfaces";
import { seal, unseal } from "./seal.js";
import type { SessionKeys } from "./session-keys.js";

/** What sessions are kept with. */
export interface BmcSessionParts {
  readonly rows: BmcSessionStore;
  /** Host name of this conductor. */
  readonly conductor: string;
  readonly log: TaskLog;
  keys(): Promise<SessionKeys>;
}

/** What stands sealed in a row. */
interface Content extends BmcSession {
  /** Digest of the password that the session was opened with. */
  readonly password: string;
}

/** The row of one account. */
export class StoredBmcSession implements KeptBmcSession {
  readonly #parts: BmcSessionParts;
  readonly #account: BmcAccount;
  #key: string | undefined;

  constructor(parts: BmcSessionParts, account: BmcAccount) {
    this.#parts = parts;
    this.#account = account;
  }

  async load(): Promise<BmcSession | undefined> {
    const { rows, conductor, log } = this.#parts;
    const row = await rows.get(this.#accountKey);
    if (row === undefined) return undefined;
    const content = await this.#read(row);
    if (content === undefined) {
      const facts = { address: this.#account.address, conductor: row.conductor };
      log.warn("the kept session of a BMC can not be read; a new one takes its place", facts);
      return undefined;
    }
    // Who knows another password must not get in with it: it may be wrong, or the node someone else's.
    if (!isSame(content.password, await this.#passwordDigest())) return undefined;
    if (row.conductor !== conductor) await rows.take({ accountKey: row.accountKey, sealed: row.sealed, conductor });
    return { location: content.location, token: content.token };
  }

  async save({ location, token }: BmcSession): Promise<void> {
    const { rows, conductor } = this.#parts;
    const content: Content = { location, token, password: await this.#passwordDigest() };
    const { sealing } = await this.#parts.keys();
    const accountKey = this.#accountKey;
    await rows.put({ accountKey, sealed: seal(sealing, accountKey, JSON.stringify(content)), conductor });
  }

  async clear(session: BmcSession): Promise<void> {
    const row = await this.#rowOf(session);
    if (row !== undefined) await this.#parts.rows.delete(row.accountKey, row.sealed);
  }

  async isTakenOver(session: BmcSession): Promise<boolean> {
    const row = await this.#rowOf(session);
    return row !== undefined && row.conductor !== this.#parts.conductor;
  }

  get #accountKey(): string {
    const { address, username } = this.#account;
    this.#key ??= createHash("sha256")
      .update(JSON.stringify([address, username]))
      .digest("base64url");
    return this.#key;
  }

  /** The row, if it holds `session`. */
  async #rowOf(session: BmcSession): Promise<BmcSessionRecord | undefined> {
    const row = await this.#parts.rows.get(this.#accountKey);
    if (row === undefined) return undefined;
    const content = await this.#read(row);
    return content !== undefined && isSame(content.token, session.token) ? row : undefined;
  }

  async #read(row: BmcSessionRecord): Promise<Content | undefined> {
    const { sealing } = await this.#parts.keys();
    const text = unseal(sealing, row.accountKey, row.sealed);
    return text === undefined ? undefined : (JSON.parse(text) as Content);
  }

  async #passwordDigest(): Promise<string> {
    const { passwords } = await this.#parts.keys();
    const { password } = this.#account;
    return createHmac("sha256", passwords)
      .update(JSON.stringify([this.#accountKey, password ?? null]))
      .digest("base64url");
  }
}

function isSame(one: string, other: string): boolean {
  const [a, b] = [Buffer.from(one), Buffer.from(other)];
  return a.length === b.length && timingSafeEqual(a, b);
}
