import type { SessionStore, StoredSession } from "./session-store.js";

/**
 * Holds the session of one account, and keeps the store in step with it.
 *
 * @remarks A store that fails does not fail the request: the session works, only a successor will not find it. The
 * failure goes to `warn`.
 * @internal
 */
export class SessionKeeper {
  readonly #store: SessionStore | undefined;
  readonly #warn: (message: string, cause: unknown) => void;
  #current: StoredSession | undefined;
  #isAdopted = false;

  constructor(store: SessionStore | undefined, warn: (message: string, cause: unknown) => void) {
    this.#store = store;
    this.#warn = warn;
  }

  get current(): StoredSession | undefined {
    return this.#current;
  }

  /** Takes over what a predecessor left, once. */
  async adopt(): Promise<StoredSession | undefined> {
    if (this.#isAdopted) return undefined;
    this.#isAdopted = true;
    const stored = await this.#try("load the Redfish session", () => this.#store?.load());
    this.#current = stored;
    return stored;
  }

  async remember(session: StoredSession): Promise<void> {
    this.#current = session;
    await this.#try("save the Redfish session", () => this.#store?.save(session));
  }

  /** The BMC no longer knows the session. */
  async forget(): Promise<void> {
    const session = this.#current;
    this.#current = undefined;
    if (session !== undefined) await this.#clear(session);
  }

  /**
   * Ends the session with `remove`, unless another process has taken it over. Where that fails the store keeps it, so that a
   * successor can use or delete it.
   */
  async end(remove: (session: StoredSession) => Promise<void>): Promise<void> {
    const session = this.#current;
    if (session === undefined) return;
    this.#current = undefined;
    const isLeft = await this.#try("ask who uses the Redfish session", () => this.#store?.isTakenOver(session));
    if (isLeft === true) return;
    await remove(session);
    await this.#clear(session);
  }

  /** As {@link SessionKeeper.end}; a session that can not be ended is left to the BMC's timeout. */
  async giveUp(remove: (session: StoredSession) => Promise<void>): Promise<void> {
    await this.#try("end the refused Redfish session", () => this.end(remove));
  }

  async #clear(session: StoredSession): Promise<void> {
    await this.#try("clear the Redfish session", () => this.#store?.clear(session));
  }

  async #try<T>(what: string, work: () => Promise<T> | undefined): Promise<T | undefined> {
    try {
      return await work();
    } catch (cause) {
      this.#warn(`Could not ${what}.`, cause);
      return undefined;
    }
  }
}
