import { randomBytes, timingSafeEqual } from "node:crypto";

const MAX_SESSIONS = 16;

/** Credentials of a BMC. @public */
export interface Credentials {
  readonly username: string;
  readonly password: string;
}

/** Sessions of a Redfish service. */
export class Sessions {
  readonly #credentials: Credentials;
  readonly #tokens = new Map<string, string>();
  #next = 1;

  constructor(credentials: Credentials) {
    this.#credentials = credentials;
  }

  get ids(): readonly string[] {
    return [...this.#tokens.keys()];
  }

  /** @returns undefined for wrong credentials; `"full"` when there are too many */
  open({ username, password }: Credentials): { readonly id: string; readonly token: string } | "full" | undefined {
    if (!this.#isRight(username, password)) return undefined;
    if (this.#tokens.size >= MAX_SESSIONS) return "full";
    const id = String(this.#next++);
    const token = randomBytes(16).toString("hex");
    this.#tokens.set(id, token);
    return { id, token };
  }

  close(id: string): boolean {
    return this.#tokens.delete(id);
  }

  clear(): void {
    this.#tokens.clear();
  }

  /** Whether the headers of a request name a user or a session. */
  admits(headers: Readonly<Record<string, string | string[] | undefined>>): boolean {
    const token = headers["x-auth-token"];
    if (typeof token === "string") return [...this.#tokens.values()].includes(token);
    const basic = /^Basic (.+)$/i.exec(String(headers["authorization"] ?? ""))?.[1];
    if (basic === undefined) return false;
    const text = Buffer.from(basic, "base64").toString("utf8");
    const at = text.indexOf(":");
    return at >= 0 && this.#isRight(text.slice(0, at), text.slice(at + 1));
  }

  #isRight(username: string, password: string): boolean {
    const same = (a: string, b: string) => {
      const [x, y] = [Buffer.from(a), Buffer.from(b)];
      return x.length === y.length && timingSafeEqual(x, y);
    };
    return same(username, this.#credentials.username) && same(password, this.#credentials.password);
  }
}
