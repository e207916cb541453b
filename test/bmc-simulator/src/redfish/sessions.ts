import { randomBytes, timingSafeEqual } from "node:crypto";

/** Credentials of a BMC. @public */
export interface Credentials {
  readonly username: string;
  readonly password: string;
}

interface Session {
  readonly token: string;
  lastUsed: number;
}

/** Sessions of a Redfish service; one that nobody uses ends after a while. */
export class Sessions {
  readonly #credentials: Credentials;
  readonly #timeoutMs: number;
  readonly #max: number;
  readonly #now: () => number;
  readonly #sessions = new Map<string, Session>();
  #next = 1;

  constructor(credentials: Credentials, timeoutMs: number, max: number, now = () => performance.now()) {
    this.#credentials = credentials;
    this.#timeoutMs = timeoutMs;
    this.#max = max;
    this.#now = now;
  }

  get ids(): readonly string[] {
    this.#endIdle();
    return [...this.#sessions.keys()];
  }

  /** @returns undefined for wrong credentials; `"full"` when there are too many */
  open({ username, password }: Credentials): { readonly id: string; readonly token: string } | "full" | undefined {
    if (!this.#isRight(username, password)) return undefined;
    this.#endIdle();
    if (this.#sessions.size >= this.#max) return "full";
    const id = String(this.#next++);
    const token = randomBytes(16).toString("hex");
    this.#sessions.set(id, { token, lastUsed: this.#now() });
    return { id, token };
  }

  close(id: string): boolean {
    return this.#sessions.delete(id);
  }

  clear(): void {
    this.#sessions.clear();
  }

  /** Whether the headers of a request name a user or a session. */
  admits(headers: Readonly<Record<string, string | string[] | undefined>>): boolean {
    const token = headers["x-auth-token"];
    if (typeof token === "string") {
      this.#endIdle();
      const session = [...this.#sessions.values()].find((each) => each.token === token);
      if (session !== undefined) session.lastUsed = this.#now();
      return session !== undefined;
    }
    const basic = /^Basic (.+)$/i.exec(headers["authorization"]?.toString() ?? "")?.[1];
    if (basic === undefined) return false;
    const text = Buffer.from(basic, "base64").toString("utf8");
    const at = text.indexOf(":");
    return at >= 0 && this.#isRight(text.slice(0, at), text.slice(at + 1));
  }

  #endIdle(): void {
    const oldest = this.#now() - this.#timeoutMs;
    for (const [id, { lastUsed }] of this.#sessions) if (lastUsed < oldest) this.#sessions.delete(id);
  }

  #isRight(username: string, password: string): boolean {
    const same = (a: string, b: string): boolean => {
      const [x, y] = [Buffer.from(a), Buffer.from(b)];
      return x.length === y.length && timingSafeEqual(x, y);
    };
    return same(username, this.#credentials.username) && same(password, this.#credentials.password);
  }
}
