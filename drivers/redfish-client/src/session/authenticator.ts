import { isRedfishError } from "../errors/redfish-error.js";
import type { CallLimits } from "../transport/deadline.js";
import type { SessionKeeper } from "./session-keeper.js";
import type { SessionService } from "./session-service.js";
import type { StoredSession } from "./session-store.js";

/** How the client shows who it is. `auto`: a session, or basic where the service has none. @public */
export type AuthType = "auto" | "basic" | "session";

/** The account at the BMC. @internal */
export interface Account {
  readonly username: string | undefined;
  readonly password: string | undefined;
}

/** What a request was authenticated with. @internal */
export type Proof =
  | { readonly kind: "none"; readonly headers: Readonly<Record<string, string>> }
  | { readonly kind: "basic"; readonly headers: Readonly<Record<string, string>> }
  | { readonly kind: "session"; readonly headers: Readonly<Record<string, string>>; readonly session: StoredSession };

/** @internal */
export interface LoginLimits extends CallLimits {
  readonly beforeWrite: (() => void) | undefined;
}

/** How long basic is used after a service that has sessions refused one, for example because all are taken. */
const SESSION_PAUSE_MS = 300_000;

/**
 * Gives each request its headers. All requests share one session, and at most one login is under way.
 *
 * @remarks Source: DSP0266, "Session management"; reference/redfish.md §1 "Auth".
 * @internal
 */
export class Authenticator {
  readonly #account: Account;
  readonly #type: AuthType;
  readonly #service: SessionService;
  readonly #keeper: SessionKeeper;
  readonly #now: () => number;
  #login: Promise<StoredSession> | undefined;
  #basicUntil = Number.NEGATIVE_INFINITY;

  constructor(parts: {
    account: Account;
    type: AuthType;
    service: SessionService;
    keeper: SessionKeeper;
    now: () => number;
  }) {
    this.#account = parts.account;
    this.#type = parts.type;
    this.#service = parts.service;
    this.#keeper = parts.keeper;
    this.#now = parts.now;
  }

  /** What must never be shown. */
  get secrets(): readonly string[] {
    const { password } = this.#account;
    const token = this.#keeper.current?.token;
    return [password, password === undefined ? undefined : this.#basicToken(), token].filter(
      (secret): secret is string => secret !== undefined && secret !== "",
    );
  }

  /** @throws RedfishError `AUTH_REJECTED` and those of a request */
  async prove(limits: LoginLimits): Promise<Proof> {
    if (this.#account.username === undefined || this.#account.username === "") return { kind: "none", headers: {} };
    if (this.#type === "basic" || this.#now() < this.#basicUntil) return this.#basic();
    const session = this.#keeper.current ?? (await this.#sharedLogin(limits));
    return session === undefined ? this.#basic() : sessionProof(session);
  }

  /**
   * A new proof after the BMC refused `refused`, or undefined where only the operator can help.
   *
   * @param isGone - whether the BMC no longer knows the session; one that it may still know is ended, since it has few
   */
  async renew(refused: Proof, isGone: boolean, limits: LoginLimits): Promise<Proof | undefined> {
    if (refused.kind !== "session") return undefined;
    // Another request may have renewed it already.
    if (this.#keeper.current?.token === refused.session.token) {
      if (isGone) await this.#keeper.forget();
      else await this.#keeper.giveUp((session) => this.#service.remove(session, limits));
    }
    return this.prove(limits);
  }

  /** Ends the session at the BMC. */
  async logout(limits: CallLimits): Promise<void> {
    if (this.#login !== undefined) {
      const settled = this.#login.then(
        () => undefined,
        () => undefined, // its caller gets the error
      );
      await abortable(settled, limits.signal);
    }
    await this.#keeper.end((session) => this.#service.remove(session, limits));
  }

  async #sharedLogin(limits: LoginLimits): Promise<StoredSession | undefined> {
    for (;;) {
      const isOwn = this.#login === undefined;
      this.#login ??= this.#start(limits);
      const login = this.#login;
      try {
        return await abortable(login, limits.signal);
      } catch (error) {
        if (this.#fallsBack(error)) return undefined;
        // What ended another caller's login (its hook, its deadline) is no reason for this one to fail.
        const endedByOther = !isRedfishError(error) || error.code === "ABORTED" || error.code === "TIMEOUT";
        if (isOwn || !endedByOther || limits.signal?.aborted === true) throw error;
      }
    }
  }

  #start(limits: LoginLimits): Promise<StoredSession> {
    const run = async (): Promise<StoredSession> => {
      const stored = await this.#keeper.adopt();
      if (stored !== undefined) return stored;
      const session = await this.#service.create(this.#account, limits);
      await this.#keeper.remember(session);
      return session;
    };
    const login = run().finally(() => {
      this.#login = undefined;
    });
    login.catch(() => undefined); // every waiter handles it; none may be left when all were aborted
    return login;
  }

  /** Whether `auto` goes on with basic; a refused password is not tried a second time unless the service asks for it. */
  #fallsBack(error: unknown): boolean {
    if (this.#type !== "auto" || !isRedfishError(error) || error.status === undefined) return false;
    if (error.code === "AUTH_REJECTED" && !this.#service.offersBasic) return false;
    const isWithoutSessions = [404, 405, 410, 501].includes(error.status);
    this.#basicUntil = isWithoutSessions ? Number.POSITIVE_INFINITY : this.#now() + SESSION_PAUSE_MS;
    return true;
  }

  #basic(): Proof {
    return { kind: "basic", headers: { authorization: `Basic ${this.#basicToken()}` } };
  }

  #basicToken(): string {
    return Buffer.from(`${this.#account.username ?? ""}:${this.#account.password ?? ""}`, "utf8").toString("base64");
  }
}

function sessionProof(session: StoredSession): Proof {
  return { kind: "session", session, headers: { "x-auth-token": session.token } };
}

/** Waits for what others share; the own signal ends only the own wait. */
function abortable<T>(work: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  if (signal === undefined) return work;
  return new Promise((resolve, reject) => {
    const onAbort = (): void => reject(signal.reason);
    if (signal.aborted) return onAbort();
    signal.addEventListener("abort", onAbort, { once: true });
    work.then(resolve, reject).finally(() => signal.removeEventListener("abort", onAbort));
  });
}
